import type { Texts } from './texts.fr.ts';

/** Lessons of a closed plan, in English. */
export const en: Texts = {
  lessons: {
    title: 'Playbook learnt from this plan',
    lead: 'What was done and has held, to be read over: nothing of it is in force until somebody puts it among the rules.',
    open: 'See the playbook it proposes',
    revised: (playbook, file) => `Changes the playbook “${playbook}” (${file}).`,
    fresh: (playbook, file) => `A new playbook “${playbook}”, for ${file}.`,
    yaml: 'Download the file',
    patch: 'Download the patch',
    problems: 'To be mended before it is put in force',
    none: 'Nothing to propose',
  },
};
