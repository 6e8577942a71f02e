import { onPglite } from '../support/database.ts';
import { consoleStory } from './story.ts';

onPglite('the console', consoleStory);
