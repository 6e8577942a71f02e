import type { Texts } from './texts.fr.ts';

/** The page of the weekly report in English. */
export const en: Texts = {
  title: 'Weekly report',
  week: 'Week',
  agent: 'Agent',
  everyAgent: 'all agents',
  before: 'Week before',
  next: 'Next week',
  underWay: 'under way',
};
