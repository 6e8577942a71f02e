#!/usr/bin/env bash
# Time::ParseDate reads "1000 minutes ago" as today at 10:00, and every number of four digits likewise; up to 999 it counts back. In a list
# it hands back what it did not read, which Request Tracker 5.0.3 (RT::Date) takes and ignores. RT also passes times of ISO 8601 to it,
# whose "Z" makes it drop the time: "2026-11-28T05:38:00Z" is midnight.
# Why it matters here: tickets are asked for by `LastUpdated > '… ago'`, because every other time in a query is read in the zone of
# whoever asks. So it says minutes up to 999 and hours beyond (src/connect/helpdesk/kinds/request-tracker.ts).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q libtime-parsedate-perl=2015.103-4 >/dev/null 2>&1
dpkg -x libtime-parsedate-perl_*.deb package
cat >run.pl <<'SCRIPT'
use strict;
use Time::ParseDate;

my $now = 1_795_824_000; # 2026-11-28 00:00:00 UTC
my $minutes = sub {
  my ($at, $left) = parsedate($_[0], NOW => $now, GMT => 1);
  return ($now - $at) / 60, $left;
};
print "Time::ParseDate $Time::ParseDate::VERSION, the time being 2026-11-28 00:00 UTC\n";
for my $text ('999 minutes ago', '1000 minutes ago', '17 hours ago', '2026-11-27 05:38:00', '2026-11-27T05:38:00Z') {
  my ($ago, $left) = $minutes->($text);
  printf "%-22s %6d minutes ago%s\n", $text, $ago, $left eq '' ? '' : ", not read: $left";
}
my $holds = ($minutes->('999 minutes ago'))[0] == 999
  && ($minutes->('1000 minutes ago'))[0] == -600
  && ($minutes->('17 hours ago'))[0] == 1_020
  && ($minutes->('2026-11-27 05:38:00'))[0] == 1_102
  && ($minutes->('2026-11-27T05:38:00Z'))[0] == 1_440;
print $holds ? "OK: a thousand minutes are a time of day, and a time with Z is none\n" : "CHANGED\n";
exit($holds ? 0 : 1);
SCRIPT
perl -Ipackage/usr/share/perl5 run.pl
