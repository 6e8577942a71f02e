import type { Command } from 'commander';
import { systemClock } from '../platform/clock.ts';
import { createLogger } from '../platform/telemetry.ts';
import { type CliContext, settingsOf } from './context.ts';

/** `filrouge serve`: the service, until the process is asked to end. */
export function registerServe(program: Command, context: CliContext): void {
  program
    .command('serve')
    .description('run the service (settings: environment, see .env.example)')
    .action(async () => {
      const settings = settingsOf(context);
      const logger = createLogger(settings.logLevel);
      // Loaded here, so that the other commands start without the whole service.
      const { createApp } = await import('../app/start.ts');
      const { settingsApart } = await import('../app/backup/manifest.ts');
      const apart = settingsApart(context.env);
      const app = await createApp(settings, { clock: systemClock, logger, showOnce: context.print, apart });
      const { url } = await app.start();
      logger.info({ url }, 'listening');
      await context.asked;
      logger.info('stopping');
      await app.stop();
    });
}
