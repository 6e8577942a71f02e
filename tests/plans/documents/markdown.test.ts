import { describe, expect, test } from 'vitest';
import { type Block, cell } from '../../../src/plans/blocks.ts';
import { planMarkdown } from '../../../src/plans/documents/markdown.ts';

const markdown = (...blocks: readonly Block[]) =>
  planMarkdown({ language: 'en', title: 'T', pages: [blocks] });

describe('a document as Markdown', () => {
  test('what people typed is text, never markup', () => {
    expect(markdown({ kind: 'paragraph', text: '<script>alert(1)</script> *now* [x](y) `z`' })).toBe(
      '&lt;script>alert(1)&lt;/script> \\*now\\* \\[x\\](y) \\`z\\`\n',
    );
    expect(
      markdown({ kind: 'paragraph', text: '# not a title\n- not a list\n1. nor this\n---\n> nor that' }),
    ).toBe('\\# not a title\n\\- not a list\n1\\. nor this\n\\---\n\\> nor that\n');
  });

  test('names and comparisons stay readable', () => {
    expect(markdown({ kind: 'paragraph', text: 'error_rate < 1 % & csat, _so_' })).toBe(
      'error_rate < 1 % & csat, \\_so\\_\n',
    );
  });

  test('a cell keeps to its row and column, whatever is in it', () => {
    const table: Block = { kind: 'table', columns: ['a'], rows: [[cell(['x|y\nz', 'second'])]] };
    expect(markdown(table)).toBe('| a |\n| --- |\n| x\\|y z<br>second |\n');
  });

  test('labels take the colon of the language', () => {
    const facts: Block = { kind: 'facts', across: 1, rows: [{ label: 'Agent', value: 'Margaux' }] };
    expect(markdown(facts)).toBe('- **Agent:** Margaux\n');
    expect(planMarkdown({ language: 'fr', title: 'T', pages: [[facts]] })).toBe(
      '- **Agent\u202f:** Margaux\n',
    );
  });

  test('pages are parted by rules', () => {
    const page: readonly Block[] = [{ kind: 'heading', level: 2, text: 'x' }];
    expect(planMarkdown({ language: 'en', title: 'T', pages: [page, page] })).toBe('## x\n\n---\n\n## x\n');
  });
});
