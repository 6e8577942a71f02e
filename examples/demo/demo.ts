import { type Breach, playBreach } from './breach.ts';
import { playClosing, tellNothingLost } from './closing.ts';
import { questionRate } from './customers.ts';
import { delayText } from './delay.ts';
import { Failure } from './failure.ts';
import { followPlan } from './follow.ts';
import { createCrew } from './processes.ts';
import { playRepair } from './repair.ts';
import { environmentOf, type Scene, type Standards, withScene } from './scene.ts';
import { createScreen, type Screen } from './screen.ts';
import { showStatus } from './status.ts';
import { playStorm } from './storm.ts';
import type { DemoTexts } from './texts.fr.ts';
import { demoTexts, languageOf } from './texts.ts';

/** The options of the demo. */
export type DemoOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (line: string) => void;
  /** Resolves when the process is asked to end. */
  readonly asked: Promise<void>;
  /** Leave filrouge up after the end of the story, until the process is asked to end. */
  readonly stay: boolean;
  /** The time that people take between two actions, in ms. */
  readonly paceMs: number;
  /** Let so many agents fail at once instead of telling the story of one. */
  readonly storm?: number | undefined;
  readonly standards: Standards;
};

/** Plays the story with real processes. True when its plan was really closed and the register is whole. */
export async function runDemo(options: DemoOptions): Promise<boolean> {
  const { env, print, asked, stay, paceMs, storm, standards } = options;
  const language = languageOf(env);
  const texts = demoTexts(language);
  const screen = createScreen(print, texts);
  const end = new AbortController();
  const interrupted = new Error('interrupted');
  void asked.then(() => end.abort(interrupted));
  const { title, aside } = storm === undefined ? texts : texts.storm;
  screen.title(title, aside);
  screen.status(texts.starts);
  try {
    if (storm !== undefined) {
      const crew = createCrew(environmentOf(env), end.signal);
      const stayUntil = stay ? asked : undefined;
      await playStorm({ agents: storm, language, screen, end, crew, stayUntil });
      return true;
    }
    await withScene({ env, language, screen, end, paceMs, standards }, async (scene) => {
      presentCast(scene);
      const stopStatus = showStatus(scene);
      try {
        await play(scene, stay ? asked : undefined);
      } finally {
        stopStatus();
      }
    });
    return true;
  } catch (error) {
    const reason: unknown = end.signal.aborted ? end.signal.reason : error;
    if (reason === interrupted) screen.step('failure', [texts.interrupted]);
    else if (reason instanceof Failure) tellFailure(reason, screen, texts);
    else throw reason;
    return false;
  }
}

async function play(scene: Scene, stayUntil: Promise<void> | undefined): Promise<void> {
  const { dismiss, format, screen, seen, server, texts } = scene;
  screen.step('good', texts.serves(delayText(server.startedIn, format)));
  const breach = await playBreach(scene);
  const following = followPlan(scene, breach.plan);
  const downtimeMs = await playRepair(scene, breach);
  const closedMs = await playClosing(scene, breach, following);
  if (stayUntil !== undefined) screen.step('fact', [texts.stays]);
  else {
    await dismiss();
    await server.stop();
    await tellNothingLost(scene);
  }
  const { right, wrong, turnedAway } = seen.tally;
  const counts = { all: right + wrong, wrong, turnedAway };
  screen.close(texts.end, figuresOf({ ...breach, downtimeMs, closedMs }, counts, scene));
  await stayUntil;
}

type Measured = Breach & { readonly downtimeMs: number; readonly closedMs: number };
type Counts = { readonly all: number; readonly wrong: number; readonly turnedAway: number };

function figuresOf(
  { alarmMs, trippedMs, obeyedMs, downtimeMs, closedMs }: Measured,
  { all, wrong, turnedAway }: Counts,
  { format, texts: { figures } }: Scene,
): [string, string][] {
  const delay = (ms: number) => delayText(ms, format);
  const answers = {
    all: format.number(all),
    wrong: format.number(wrong),
    turnedAway: format.number(turnedAway),
  };
  const rows: [string, string][] = [
    [figures.alarm, delay(alarmMs)],
    [figures.tripped, trippedMs === undefined ? '' : delay(trippedMs)],
    [figures.obeyed, delay(obeyedMs)],
    [figures.downtime, delay(downtimeMs)],
    [figures.toClosure, delay(closedMs)],
    [figures.answers, figures.answersValue(answers)],
  ];
  return rows.filter(([, value]) => value !== '');
}

/** Shows the cast: names, addresses, processes, and the key to look around with. */
function presentCast({ pids, screen, server, texts, urls, viewerKey }: Scene): void {
  const { cast, process } = texts;
  const { margaux, shop, customers } = pids();
  screen.cast([
    ['filrouge', server.url(), process(server.pid()), cast.filrouge],
    ['Margaux', urls.margaux, process(margaux), cast.margaux],
    [cast.shop.name, urls.shop, process(shop), cast.shop.about],
    [cast.customers.name, cast.customers.rate(questionRate), process(customers), cast.customers.about],
    [cast.key.name, viewerKey, cast.key.about],
  ]);
}

function tellFailure({ expected, came }: Failure, screen: Screen, texts: DemoTexts): void {
  screen.step('failure', [texts.failed, texts.expected(expected), ...came.split('\n').map(texts.came)]);
}
