import { describe, expect, test } from 'vitest';
import { chatText } from '../../src/notices/chat.ts';
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
  });
});
