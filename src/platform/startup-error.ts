/** The reasons that keep a process from starting. Programs key on these codes. */
export type StartupCode =
  | 'settings_invalid'
  | 'database_url_invalid'
  | 'database_unreachable'
  | 'database_access_denied'
  | 'database_missing'
  | 'database_newer'
  | 'database_unknown_history'
  | 'data_folder_in_use'
  | 'data_folder_unusable'
  | 'port_in_use'
  | 'address_unusable'
  | 'nothing_to_back_up'
  | 'backup_unusable'
  | 'backup_newer'
  | 'backup_file_in_the_way'
  | 'restore_not_empty'
  | 'restore_in_use'
  | 'restore_failed'
  | 'restore_unfinished'
  | 'rules_missing'
  | 'rules_invalid'
  | 'vault_key_unreadable'
  | 'vault_key_missing'
  | 'vault_key_wrong'
  | 'vault_damaged';

/**
 * Thrown while starting when only a person can help. The process prints `message` (one clear sentence that
 * says what was found) and `remedy` (what to do), and exits with 1; no stack trace.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
  readonly code: StartupCode;
  readonly remedy: string;

  constructor(code: StartupCode, message: string, remedy: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.remedy = remedy;
  }
}
