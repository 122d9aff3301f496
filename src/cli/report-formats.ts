/** How a report can be printed. */
export const reportFormats = ['text', 'json', 'markdown'] as const
export type ReportFormat = (typeof reportFormats)[number]
