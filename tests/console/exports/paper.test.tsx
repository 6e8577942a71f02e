import { describe, expect, test } from 'vitest';
import { Paper } from '../../../src/console/exports/paper.page.tsx';
import { draft } from '../../plans/margaux.ts';
import { evening } from '../../plans/story.ts';
import { examplePaper, paperOf } from './papers.ts';

const html = (document: ReturnType<typeof examplePaper>) => String(<Paper document={document} />);

describe('the form that browsers print', () => {
  test('tells each status by its colour, its sign and its word', () => {
    const page = html(examplePaper('fr'));
    for (const cell of [
      '<td class="paper-area on-good"><strong>✓ faite</strong>',
      '<td class="paper-area on-info"><strong>► en cours</strong>',
      '<td class="paper-area on-muted"><strong>○ à faire</strong>',
    ])
      expect(page).toContain(cell);
    const blocked = html(
      examplePaper('fr', (plan) => ({
        ...plan,
        actions: plan.actions.map((action) => ({ ...action, status: 'blocked', blockedWhy: 'Accès refusé' })),
      })),
    );
    expect(blocked).toContain('<td class="paper-area on-bad"><strong>■ bloquée</strong><span>Accès refusé');
  });

  test('says of the priorities that they are proposed until somebody chose them', () => {
    expect(html(paperOf(draft()))).toContain('elles restent à choisir');
    expect(html(examplePaper('fr'))).toContain('Choisies par Camille Roussel');
  });

  test('names no criterion by its number, which nothing on paper shows', () => {
    const unmeasured = { verdict: 'no_data', since: evening, heldMs: 0 } as const;
    const page = html(
      examplePaper('fr', (plan) => ({
        ...plan,
        indicators: plan.indicators.map((indicator) => ({ ...indicator, state: unmeasured })),
      })),
    );
    expect(page).toContain('Le critère «\u202ftaux d’erreur &lt;\u202f1\u202f%\u202f» n’est plus mesuré');
    expect(page.replace(/<[^>]+>/g, ' ')).not.toMatch(/\b4-(?:\d+|i)-\d+\b/);
  });

  test('is text where people typed markup, and carries no style of its own', () => {
    const hostile = '"><script>alert(1)</script>\n<img src=x onerror=alert(1)>';
    const page = html(
      examplePaper('fr', (plan) => ({ ...plan, title: hostile, context: hostile, objective: hostile })),
    );
    expect(page).not.toMatch(/<script|<img|style="/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;<br/>');
  });
});
