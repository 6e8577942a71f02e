import type { Wordings } from '../wording.ts';

/** The wordings of notices about the register, in English. */
export const register: Pick<Wordings, 'register_checkpoint' | 'register_doubtful'> = {
  register_checkpoint: ({ data }, say) => ({
    subject: `Register signed: ${data.entries === 1 ? '1 entry' : `${data.entries} entries`}, ${say.dateTime(data.signedAt)}`,
    context: `This is the signed state of the register “${data.origin}”. Kept outside of filrouge, it proves later that the register was neither cut off nor rewritten: “filrouge register verify --checkpoint” compares it.`,
    verbatim: data.note,
    ask: 'Just keep this message, as it is.',
  }),
  register_doubtful: ({ data }, say) => ({
    subject: `ALARM: the register is not the one that was signed (entry ${data.entry})`,
    context: [
      `On ${say.when}, filrouge compared the register with its last signed state, which covers ${data.signed} entries: from entry ${data.entry} on it is not the same. Entries were cut off or rewritten, or an old backup was put in its place.`,
      'Agents are watched and stopped as ever; the register is not signed while this lasts.',
    ],
    ask: 'Please delete nothing, run “filrouge register verify --checkpoint” with the states that are kept outside, and tell the auditor.',
  }),
};
