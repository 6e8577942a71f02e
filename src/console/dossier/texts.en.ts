import { plural } from '../../language/plural.ts';
import type { Texts } from './texts.fr.ts';

const pl = plural('en');

/** Evidence and comments, in English. */
export const en: Texts = {
  title: 'Evidence and comments',
  titleOf: (subject) => `Evidence and comments: ${subject}`,
  subjects: {
    incident: (id) => `incident ${id}`,
    plan: (id) => `plan ${id}`,
    action: (id) => `action ${id}`,
    criterion: (id) => `criterion ${id}`,
  },
  evidence: 'Evidence',
  comments: 'Comments',
  noEvidence: 'No evidence is attached.',
  noComment: 'Nobody has written anything yet.',
  count: (evidence, comments) =>
    `${evidence} ${pl(evidence, { one: 'piece of evidence', other: 'pieces of evidence' })}, ${comments} ${pl(comments, { one: 'comment', other: 'comments' })}`,
  add: 'Attach or comment',
  onParts: 'On actions and criteria',
  attach: 'Attach a file',
  file: 'File',
  fileHint: (size) =>
    `At most ${size}: PDF, picture, text, CSV, JSON, mail, Word or Excel. You may drop it here. Its hash goes into the register, its name does not.`,
  fileTooLarge: (size) => `This file is larger than ${size}.`,
  attachNow: 'Attach',
  link: 'Attach a link',
  url: 'Address',
  linkTitle: 'Title',
  linkNow: 'Attach the link',
  comment: 'Write a comment',
  commentText: 'Comment',
  commentHint: (example) =>
    `${example} mentions somebody, who is told. A comment cannot be changed afterwards.`,
  commentNow: 'Publish',
  size: { kB: (n) => `${n} kB`, MB: (n) => `${n} MB` },
  hash: 'SHA-256',
  withdraw: 'Withdraw',
  withdrawHint: 'It no longer counts, but can be read; the register says who and why.',
  erase: 'Erase',
  eraseHint: 'The file and its name are gone; the hash stays in the register.',
  eraseCommentHint: 'The text is gone; its hash stays in the register.',
  withdrawnBy: (who, when, why) => `Withdrawn by ${who} on ${when}: ${why}`,
  erasedBy: (who, when, why) => `Erased by ${who} on ${when}: ${why}`,
  commentErased: (who, when, why) => `Erased by ${who} on ${when}: ${why}`,
  erasedFile: 'File erased',
  erasedLink: 'Link erased',
  unknownMention: (said, nearest) =>
    `Nobody of people.yaml is called “@${said}”.${nearest === undefined ? '' : ` Did you mean @${nearest}?`}`,
  fileNotSent: 'Please choose a file.',
  tooLarge: {
    title: 'What was sent is too large',
    lead: 'Nothing of it was taken. Send a smaller file, or a link.',
  },
  back: 'Back to the page before',
  refusals: {
    evidence_empty: 'This file is empty.',
    evidence_type_unknown:
      'This file is of no type that is taken: its content counts, not its name. Taken are PDF, PNG, JPEG, GIF, WebP, text, Markdown, CSV, JSON, mail (EML), Word (DOCX), Excel (XLSX), ODT, ODS.',
    evidence_type_differs:
      'The name of this file says something else than its content: send the right file, or mend its name.',
    evidence_known: 'This evidence is attached here already.',
    evidence_too_many: 'There is as much evidence here as there may be: withdraw some.',
    evidence_withdrawn: 'This evidence was withdrawn already.',
    evidence_not_kept: 'This file cannot be kept now (disk or store not available): nothing was changed.',
    evidence_not_here:
      'This file is not within reach of this process. Ask the one that took it, or have it restored.',
    evidence_changed:
      'This file is not the one that was attached: its hash is not that of the register. It is not handed out.',
    no_file: 'There is no file here: it is a link, or it was erased.',
    upload_cut_off: 'The file did not arrive whole: nothing was kept, send it again.',
    body_too_large: 'This file is too large.',
    comments_too_many: 'There are as many comments here as there may be.',
    comment_erased: 'This comment was erased already.',
    unknown_evidence: 'There is no such evidence.',
    unknown_comment: 'There is no such comment.',
    link_invalid: 'Give an address in http or https, without a password, and a title.',
    comment_invalid: 'Write a comment, of at most 4000 characters.',
    not_the_evaluator: 'This process stands by and takes nothing. Turn to the other one.',
  },
};
