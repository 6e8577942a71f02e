import type { FC } from 'hono/jsx';
import { refusalText } from '../../../plans/documents/texts.ts';
import type { LearntFile } from '../../../plans/drafting/learn/learnt-files.ts';
import type { Plan } from '../../../plans/plan.ts';
import type { Result } from '../../../platform/refusal.ts';
import { Icon, Message } from '../../components/parts.page.tsx';
import { type Frame, Page } from '../../shell/layout.page.tsx';

/** The playbook that a closed plan proposes: to be read, and taken to where the rules are kept. */
export const LessonsPage: FC<{ frame: Frame; plan: Plan; learnt: Result<LearntFile> }> = ({
  frame,
  plan,
  learnt,
}) => {
  const { i18n } = frame;
  const words = i18n.t.plan.lessons;
  const address = `/plans/${plan.number}`;
  return (
    <Page
      frame={frame}
      title={words.title}
      section="plans"
      lead={learnt.ok ? words.lead : ''}
      back={{ href: address, label: i18n.t.watch.plan(plan.number) }}
    >
      {learnt.ok ? (
        <Learnt file={learnt.value} address={address} words={words} />
      ) : (
        <Message tone="info" title={words.none}>
          <span>{refusalText(learnt.refusal.code, i18n.language) ?? learnt.refusal.detail}</span>
        </Message>
      )}
    </Page>
  );
};

type Words = Frame['i18n']['t']['plan']['lessons'];

const Learnt: FC<{ file: LearntFile; address: string; words: Words }> = ({ file, address, words }) => (
  <section class="card stack">
    <p>{(file.before === '' ? words.fresh : words.revised)(file.playbook, file.path)}</p>
    <p class="row no-print">
      {(['yaml', 'patch'] as const).map((form) => (
        <a class="button plain" href={`${address}/playbook.${form}`} download>
          <Icon name="down" />
          {words[form]}
        </a>
      ))}
    </p>
    {file.problems.length === 0 ? null : (
      <Message tone="warn" title={words.problems}>
        <ul lang="en">
          {file.problems.map(({ line, found, expected }) => (
            <li>
              {line}: {found} – {expected}
            </li>
          ))}
        </ul>
      </Message>
    )}
    <pre tabindex={0} lang="en">
      {file.text}
    </pre>
  </section>
);
