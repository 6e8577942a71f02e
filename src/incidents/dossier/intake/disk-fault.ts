import { errorCode } from '../../../platform/database/sql-error.ts';
import { UnavailableError } from '../../../platform/http/unavailable.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'the folder may not be written to',
  EPERM: 'the folder may not be written to',
  EROFS: 'the disk is read-only',
  ENOENT: 'the folder is gone',
  ENOTDIR: 'its path is not a folder',
  EIO: 'the disk fails',
  EMFILE: 'too many files are open',
};

/** Does something on disk; where the disk does not take it, it is unavailable, and nothing was changed. */
export async function whenFull<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = reasons[errorCode(error) ?? ''];
    if (reason === undefined) throw error;
    throw new UnavailableError(
      'evidence_not_kept',
      `Evidence cannot be kept now: ${reason}. Nothing was changed; whoever runs filrouge looks at FILROUGE_DATA.`,
      { cause: error },
    );
  }
}
