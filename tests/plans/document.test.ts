import { describe, expect, test } from 'vitest';
import { planDocument } from '../../src/plans/document.ts';
import { planMarkdown } from '../../src/plans/markdown.ts';
import { backOnLine, people, ruleSet } from './margaux.ts';
import { evening, eveningOfSixJune } from './story.ts';

const sources = { incident: backOnLine, ruleSet, ruleSetThen: ruleSet, people, now: evening };

describe('the plan of incident 4 as a document', () => {
  test('reads in French as the golden file', async () => {
    const markdown = planMarkdown(planDocument(eveningOfSixJune('fr'), sources, 'fr'));
    await expect(markdown).toMatchFileSnapshot('golden/margaux.fr.md');
  });

  test('reads in English as the golden file', async () => {
    const markdown = planMarkdown(planDocument(eveningOfSixJune('en'), sources, 'en'));
    await expect(markdown).toMatchFileSnapshot('golden/margaux.en.md');
  });
});
