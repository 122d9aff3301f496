import type { Failed } from './answer.ts'

export type TcpValue = { readonly kind: 'answered'; readonly connectMs: number } | Failed
