import { readFile } from 'node:fs/promises'
import { AppError } from '../lib/app-error.ts'
import { masked } from '../lib/masked.ts'

/** What the codes of open(2) and read(2) mean, in words. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  ELOOP: 'too many symbolic links',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
}

/** A text file named on the command line. Throws `FILE_UNREADABLE` with the reason in words. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new AppError('FILE_UNREADABLE', masked`Cannot read ${path}: ${reasons[code] ?? code}`, { cause: error })
  }
}
