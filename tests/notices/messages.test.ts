import { describe, expect, test } from 'vitest';
import { chatText, teamsCard } from '../../src/notices/chat.ts';
import { mailHtml, mailText } from '../../src/notices/mail.ts';

const message = {
  subject: 'Incident 4: <Margaux> & co',
  context: ['The rule “a < b” fired.', 'It joins incident 3.'],
  ask: 'Please look.',
  link: { label: 'Open in filrouge', url: 'https://filrouge.example/plans/4?a="b"&c' },
};
const { link: _, ...unlinked } = message;

describe('a message in the chat', () => {
  test('marks its severity and cannot mention a channel by a title', () => {
    expect(chatText({ ...message, subject: '<!channel> & co' }, 'critical').split('\n')).toEqual([
      '🔴 *&lt;!channel&gt; &amp; co*',
      'The rule “a &lt; b” fired.',
      'It joins incident 3.',
      '*Please look.*',
      '<https://filrouge.example/plans/4?a="b"&c|Open in filrouge>',
    ]);
  });

  test('has no link without a public address', () => {
    expect(chatText(unlinked, 'info')).not.toContain('|');
  });
});

describe('a card for Teams', () => {
  test('is an Adaptive Card as a workflow takes it, with titles as they are typed and not as Markdown', () => {
    expect(teamsCard({ ...message, subject: '[x](https://bad.example)' }, 'critical')).toEqual({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: expect.objectContaining({
            type: 'AdaptiveCard',
            version: '1.4',
            body: [
              line({
                text: '[x](https://bad.example)',
                weight: 'Bolder',
                size: 'Medium',
                color: 'Attention',
              }),
              line({ text: 'The rule “a < b” fired.' }),
              line({ text: 'It joins incident 3.' }),
              line({ text: 'Please look.', weight: 'Bolder' }),
            ],
            actions: [{ type: 'Action.OpenUrl', title: 'Open in filrouge', url: message.link.url }],
          }),
        },
      ],
    });
  });

  test('has no button without a public address', () => {
    expect(JSON.stringify(teamsCard(unlinked, 'info'))).not.toContain('OpenUrl');
  });
});

function line(run: object) {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', ...run }] };
}

describe('a mail', () => {
  test('as text has the context, the request, the link and the signature', () => {
    expect(mailText(message, 'en')).toBe(
      [
        'The rule “a < b” fired.',
        'It joins incident 3.',
        'Please look.',
        'Open in filrouge: https://filrouge.example/plans/4?a="b"&c',
        '-- \nfilrouge, the thread from the breach to the closed plan',
      ].join('\n\n'),
    );
    expect(mailText(message, 'fr')).toContain('Open in filrouge\u202f: https://');
    expect(mailText(unlinked, 'fr')).not.toContain('https');
  });

  test('as a page cannot be broken by what people typed', () => {
    const html = mailHtml({ ...message, ask: `<img src=x onerror='a("b")'>` }, 'fr');
    expect(html).toContain('<html lang="fr">');
    expect(html).toContain('<title>Incident 4: &lt;Margaux&gt; &amp; co</title>');
    expect(html).toContain('&lt;img src=x onerror=&#39;a(&quot;b&quot;)&#39;&gt;');
    expect(html).toContain('href="https://filrouge.example/plans/4?a=&quot;b&quot;&amp;c"');
    expect(html.match(/<img/)).toBeNull();
    expect(mailHtml(unlinked, 'en')).not.toContain('href');
    expect(html).not.toMatch(/https?:\/\/(?!filrouge\.example)/);
  });

  test('as a page has the threshold beside the value', () => {
    const measure = { label: 'error rate', value: '2.3%', threshold: 'threshold 2%' };
    expect(mailHtml({ ...message, measure }, 'en')).toMatch(
      /error rate<br><strong[^>]*>2\.3%<\/strong> <span[^>]*>threshold 2%<\/span>/,
    );
  });
});
