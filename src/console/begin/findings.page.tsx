import type { FC } from 'hono/jsx';
import { colon } from '../../language/typography.ts';
import type { AuditFacts } from '../../plans/audit/facts.ts';
import { totalsOf } from '../../plans/documents/audit.ts';
import { Facts } from '../components/parts.page.tsx';
import { Caption } from '../components/table.page.tsx';
import type { I18n } from '../words/texts.ts';

/** The findings of an audit: the cost of doing nothing, the gain hoped for, the phases. */
export const Findings: FC<{ audit: AuditFacts; i18n: I18n; open?: boolean }> = ({
  audit,
  i18n,
  open = false,
}) => {
  const words = i18n.t.plan.audit;
  const { date, status, target, pains, gains = [], expectedGain, phases } = audit;
  const head = [
    { name: words.date, value: date },
    { name: words.status, value: status },
    { name: words.target, value: target },
  ];
  return (
    <section class="findings" aria-labelledby="audit">
      <h3 id="audit">{words.title}</h3>
      {date || status || target ? <Facts items={head} /> : null}
      <Amounts
        label={words.title}
        rows={[
          ...pains.map(({ text, yearlyCost }) => ({ text, amount: yearlyCost })),
          ...totalsOf(audit).map(({ label, amount }) => ({ text: words[label], amount, isTotal: true })),
        ]}
        i18n={i18n}
      />
      {gains.length === 0 ? null : (
        <>
          <h4>{words.gains}</h4>
          <Amounts label={words.gains} rows={gains} i18n={i18n} />
        </>
      )}
      {expectedGain === undefined ? null : (
        <p>
          {words.gain}
          {colon(i18n.language)}
          <strong>{i18n.f.money(expectedGain)}</strong> {words.perYear}
        </p>
      )}
      {phases.length === 0 ? null : (
        <>
          <h4>{words.phases}</h4>
          <ol>
            {phases.map((phase) => (
              <li>
                <strong>{phase.title}</strong>
                <ul>
                  {phase.items.map((item) => (
                    <li>{item}</li>
                  ))}
                </ul>
              </li>
            ))}
          </ol>
        </>
      )}
      <Notes audit={audit} open={open} i18n={i18n} />
    </section>
  );
};

type Row = { readonly text: string; readonly amount?: number | undefined; readonly isTotal?: boolean };

const Amounts: FC<{ label: string; rows: readonly Row[]; i18n: I18n }> = ({ label, rows, i18n }) => (
  <table>
    <Caption text={label} />
    <tbody>
      {rows.map(({ text, amount, isTotal = false }) => (
        <tr>
          {isTotal ? <th scope="row">{text}</th> : <td>{text}</td>}
          <td class="number">
            {amount === undefined ? i18n.t.common.none : i18n.f.money(amount)}{' '}
            {amount === undefined ? null : i18n.t.plan.audit.perYear}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

/** Findings that no part of a plan was made of, to be read and placed by people. */
const Notes: FC<{ audit: AuditFacts; open: boolean; i18n: I18n }> = ({
  audit: { notes = [] },
  open,
  i18n,
}) =>
  notes.length === 0 ? null : (
    <details open={open}>
      <summary>{i18n.t.plan.audit.notes(notes.length)}</summary>
      <ul>
        {notes.map(({ under, text }) => (
          <li>
            {under === undefined ? null : <span class="small muted block">{under}</span>}
            {text}
          </li>
        ))}
      </ul>
    </details>
  );
