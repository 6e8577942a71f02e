import { onPostgres } from '../support/database.ts';
import { twoMonths } from './two-months/play.ts';

onPostgres('two months at Lendari', twoMonths);
