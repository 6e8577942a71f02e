# Tells filrouge what happens to tickets: a scrip for Request Tracker 5, which has no webhooks of its own.
#
# In RT_SiteConfig.pm, or in a file of RT_SiteConfig.d:
#
#   Set($FilrougeURL, 'https://filrouge.example/v1/hooks/rt');
#   Set($FilrougeSecret, 'as filrouge has it');
#   Set(@FilrougeFields, 'agent', 'csat');     # custom fields that filrouge may see; nothing else personal is sent
#
# Then, once: rt-setup-database-5 --action insert --skip-create --datafile filrouge.pl
use strict;
use warnings;

our @Scrips;

my $changes = <<'PREPARE';
return $self->TransactionObj->Type =~ /^(?:Create|Status|Correspond|CustomField|Set)$/;
PREPARE

# RT runs this inside the request of whoever changed the ticket, so it ends after two seconds whatever happens: the
# time-out of LWP alone counts from one byte to the next.
my $tell = <<'COMMIT';
require Digest::SHA;
require JSON;
require LWP::UserAgent;
my ($ticket, $change) = ($self->TicketObj, $self->TransactionObj);
my $utc = sub { $_[0]->W3CDTF(Timezone => 'utc') };
my $body = JSON->new->utf8->canonical->encode({
  transaction => {
    id => '' . $change->Id, Type => $change->Type, Created => $utc->($change->CreatedObj),
    OldValue => $change->OldValue, NewValue => $change->NewValue,
  },
  ticket => {
    id => '' . $ticket->Id, Status => $ticket->Status, Queue => { Name => $ticket->QueueObj->Name },
    Created => $utc->($ticket->CreatedObj), Started => $utc->($ticket->StartedObj),
    Resolved => $utc->($ticket->ResolvedObj), LastUpdated => $utc->($ticket->LastUpdatedObj),
    CustomFields => [
      map { my $field = $_; { name => $field, values => [map { $_->Content } @{ $ticket->CustomFieldValues($field)->ItemsArrayRef }] } }
        grep { defined } RT->Config->Get('FilrougeFields') # asked for none, RT gives the values of all
    ],
  },
});
my ($id, $now) = ($change->Id, time);
my $signature = Digest::SHA::hmac_sha256_base64("$id.$now.$body", RT->Config->Get('FilrougeSecret'));
$signature .= '=' while length($signature) % 4;
my $answer = eval {
  local $SIG{ALRM} = sub { die "no answer within two seconds\n" };
  alarm 2;
  my $said = LWP::UserAgent->new(timeout => 2, max_redirect => 0)->post(
    RT->Config->Get('FilrougeURL'), 'Content-Type' => 'application/json', 'webhook-id' => $id,
    'webhook-timestamp' => $now, 'webhook-signature' => "v1,$signature", Content => $body,
  )->status_line;
  alarm 0;
  $said;
} || $@;
alarm 0;
RT->Logger->warning("filrouge did not take transaction $id: $answer") unless $answer =~ /^2/;
return 1;
COMMIT

@Scrips = ({
  Description => 'Tell filrouge', Queue => 0, ScripCondition => 'On Transaction', ScripAction => 'User Defined',
  Template => 'Blank', CustomPrepareCode => $changes, CustomCommitCode => $tell,
});

1;
