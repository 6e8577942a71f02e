import { onPostgres } from '../support/database.ts';
import { consoleStory } from './story.ts';

onPostgres('the console', consoleStory);
