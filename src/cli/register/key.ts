import type { Command } from 'commander';
import { newNoteSigner, noteNameFault, signerText, verifierText } from '../../platform/tlog/note.ts';
import { asked, WorkshopError } from '../asked.ts';
import { type CliContext, settingsOf } from '../context.ts';

type Options = { readonly name?: string; readonly show?: boolean };

/** `filrouge keys checkpoint`: makes the key that signs states of the register, and shows it once. */
export function registerCheckpointKey(keys: Command, context: CliContext): void {
  keys
    .command('checkpoint')
    .description('make the key that states of the register are signed with, or show what verifies them')
    .option(
      '--name <origin>',
      'whose register it is; left out: the host of FILROUGE_PUBLIC_URL and /register',
    )
    .option('--show', 'the verifier keys of the settings, and no new key')
    .action((options: Options) => asked(context, async () => make(options, context)));
}

function make(options: Options, context: CliContext): void {
  const { checkpoints, publicUrl } = settingsOf(context);
  if (options.show === true) {
    if (checkpoints.verifiers.length === 0)
      throw new WorkshopError(
        'No key is set. `filrouge keys checkpoint --name …` makes one for FILROUGE_CHECKPOINT_KEY.',
      );
    for (const key of checkpoints.verifiers) context.print(verifierText(key));
    return;
  }
  const name =
    options.name ??
    checkpoints.signers[0]?.name ??
    (publicUrl === undefined ? undefined : `${new URL(publicUrl).host}/register`);
  if (name === undefined)
    throw new WorkshopError(
      'Whose register is it? Give --name, such as filrouge.example.org/register: it stands in every signed state and stays the same when the key is changed.',
    );
  const fault = noteNameFault(name);
  if (fault !== undefined)
    throw new WorkshopError(
      `--name "${name}" cannot be the name of a register: ${fault}. Expected a name such as filrouge.example.org/register.`,
    );
  const signer = newNoteSigner(name);
  context.print(`key       ${signerText(signer)}`);
  context.print(`verifier  ${verifierText(signer)}`);
  context.print('The key is stored nowhere: keep it now, and set it as FILROUGE_CHECKPOINT_KEY.');
  context.print('Give the verifier to whoever audits, by another way than filrouge itself.');
}
