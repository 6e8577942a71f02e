import { onPglite } from '../support/database.ts';
import { twoMonths } from './two-months/play.ts';

onPglite('two months at Lendari', twoMonths);
