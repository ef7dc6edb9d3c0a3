#include "api/messages.h"

#include <algorithm>
#include <array>

namespace praxis::api {
namespace {

struct Sentence {
  std::string_view reason, english, german;
};

// Sorted by reason, as a binary search needs; static_assert holds it to that.
constexpr Sentence sentences[] = {
    {"attach_not_allowed", "you may not attach files here",
     "Sie dürfen hier keine Dateien anhängen"},
    {"attachment.is_evidence", "a step was taken on the strength of this attachment; it stays",
     "auf diesen Anhang stützt sich ein Schritt; er bleibt"},
    {"attachment.not_found", "there is no such attachment", "diesen Anhang gibt es nicht"},
    {"attachment.too_large", "the file is too large", "die Datei ist zu groß"},
    {"attachment.too_many", "there are too many attachments", "es sind zu viele Anhänge"},
    {"authorization.scheme", "send a bearer token: Authorization: Bearer …",
     "bitte ein Bearer-Token senden: Authorization: Bearer …"},
    {"body.type", "send the body as {expected}", "bitte als {expected} senden"},
    {"bulk.no_longer_matches", "it was changed meanwhile and is no longer meant",
     "es wurde inzwischen geändert und ist nicht mehr gemeint"},
    {"calendar.day", "{place}: a day is wanted here, as {wanted}",
     "{place}: hier steht ein Tag, wie {wanted}"},
    {"calendar.empty_hours", "{place}: these hours begin when they end",
     "{place}: diese Zeit endet, wenn sie beginnt"},
    {"calendar.holiday_length", "{place}: a holiday lasts from one to {max} days",
     "{place}: ein Feiertag dauert einen bis {max} Tage"},
    {"calendar.hours", "{place}: hours are wanted here, as {wanted}",
     "{place}: hier stehen Zeiten, wie {wanted}"},
    {"calendar.icalendar", "{place}: is no iCalendar; {wanted}",
     "{place}: ist kein iCalendar; {wanted}"},
    {"calendar.json", "is no JSON: {why}", "ist kein JSON: {why}"},
    {"calendar.never_open", "{place}: the calendar is never open",
     "{place}: der Kalender ist nie offen"},
    {"calendar.no_version", "the calendar has no version", "der Kalender hat keine Fassung"},
    {"calendar.not_an_object", "{place}: an object is wanted here",
     "{place}: hier steht ein Objekt"},
    {"calendar.overlap", "{place}: overlaps {with}", "{place}: überschneidet sich mit {with}"},
    {"calendar.rule", "{place}: the rule is not understood; {wanted}",
     "{place}: die Regel ist nicht zu verstehen; {wanted}"},
    {"calendar.too_many", "{place}: at most {max} may stand here",
     "{place}: hier dürfen höchstens {max} stehen"},
    {"calendar.unknown_key", "{place}: is not known; there are {wanted}",
     "{place}: ist nicht bekannt; es gibt {wanted}"},
    {"calendar.unreachable", "the calendar has no {amount} of open time there",
     "der Kalender hat dort keine {amount} offener Zeit"},
    {"calendar.valid_from_missing", "{place}: each version but the first says from when it counts",
     "{place}: jede Fassung nach der ersten sagt, ab wann sie gilt"},
    {"calendar.versions_out_of_order",
     "{place}: versions follow each other; the one before counts from {after}",
     "{place}: Fassungen folgen aufeinander; die vorige gilt ab {after}"},
    {"calendar.weekday", "{place}: is no weekday; there are {wanted}",
     "{place}: ist kein Wochentag; es gibt {wanted}"},
    {"calendar.wrong", "the calendar is wrong", "der Kalender ist falsch"},
    {"calendar.yearly_and_rule", "{place}: a yearly day has no rule",
     "{place}: ein jährlicher Tag hat keine Regel"},
    {"calendar.zone", "{place}: there is no time zone {zone}",
     "{place}: es gibt keine Zeitzone {zone}"},
    {"check", "does not fulfil: {rule}", "erfüllt nicht: {rule}"},
    {"choices.unknown", "there is no such list of choices", "diese Auswahlliste gibt es nicht"},
    {"comment_not_allowed", "you may not write this comment here",
     "Sie dürfen diesen Kommentar hier nicht schreiben"},
    {"computed", "is computed and cannot be set", "wird berechnet und kann nicht gesetzt werden"},
    {"create_not_allowed", "you may not create this here", "Sie dürfen das hier nicht anlegen"},
    {"csrf.header", "changes from a browser need the header X-Praxis-Request: 1",
     "Änderungen aus dem Browser brauchen die Kopfzeile X-Praxis-Request: 1"},
    {"csrf.origin", "this request came from another site",
     "diese Anfrage kam von einer fremden Seite"},
    {"draft.not_found", "there is no such draft", "diesen Entwurf gibt es nicht"},
    {"draft.too_large", "the draft is too large", "der Entwurf ist zu groß"},
    {"draft.too_many", "there are too many drafts; discard some",
     "es sind zu viele Entwürfe; bitte einige verwerfen"},
    {"effects.too_long", "rules set off rules without an end here; the packs must be changed",
     "Regeln lösen hier ohne Ende Regeln aus; die Packs müssen geändert werden"},
    {"field_not_readable", "you may not read the field {field}, so nothing can be asked of it",
     "Sie dürfen das Feld {field} nicht lesen, also auch nicht danach fragen"},
    {"fixed", "cannot be changed in this state",
     "kann in diesem Zustand nicht mehr geändert werden"},
    {"form", "should look like {form}", "sollte so aussehen: {form}"},
    {"header.idempotency_key", "Idempotency-Key may have 255 bytes",
     "Idempotency-Key darf 255 Byte lang sein"},
    {"header.if_match", "If-Match must name an entity tag as GET gave it",
     "If-Match muss eine Kennung nennen, wie GET sie gab"},
    {"http.400", "Not understood", "Nicht verstanden"},
    {"http.404", "Not found", "Nicht gefunden"},
    {"http.405", "Method not allowed", "Diese Methode gibt es hier nicht"},
    {"http.408", "Request timeout", "Zeitüberschreitung"},
    {"http.413", "Too large", "Zu groß"},
    {"http.414", "Target too long", "Adresse zu lang"},
    {"http.431", "Headers too large", "Kopfzeilen zu groß"},
    {"http.500", "Something went wrong on our side", "Bei uns ist etwas schiefgegangen"},
    {"http.503", "Not available now", "Gerade nicht verfügbar"},
    {"idempotency.at_once", "the same request is just being answered; try again",
     "dieselbe Anfrage wird gerade beantwortet; bitte noch einmal versuchen"},
    {"idempotency.other_request", "this Idempotency-Key was used for another request",
     "dieser Idempotency-Key gehört zu einer anderen Anfrage"},
    {"in_the_past", "lies in the past", "liegt in der Vergangenheit"},
    {"internal", "something went wrong on our side; the request id finds it in the log",
     "bei uns ist etwas schiefgegangen; die Anfragenummer führt zum Protokoll"},
    {"invalid_fields", "some fields are wrong", "einige Angaben stimmen nicht"},
    {"journal.no_entry", "the journal has no such entry", "diesen Eintrag gibt es nicht"},
    {"journal.not_found", "the journal has no such entry", "diesen Eintrag gibt es nicht"},
    {"link.circle", "this link would close a circle", "diese Verknüpfung ergäbe einen Kreis"},
    {"link.not_found", "there is no such link", "diese Verknüpfung gibt es nicht"},
    {"link.out_of_step", "{record} is kept in step and cannot follow: {reason}",
     "{record} geht im Gleichschritt und kann nicht folgen: {reason}"},
    {"link.self", "a record is not linked with itself",
     "ein Datensatz wird nicht mit sich selbst verknüpft"},
    {"link_not_allowed", "you may not link this", "Sie dürfen das nicht verknüpfen"},
    {"model_not_here", "cannot be changed in this state: not every model has it",
     "kann in diesem Zustand nicht geändert werden: nicht jedes Modell hat ihn"},
    {"not_a_boolean", "must be true or false", "muss true oder false sein"},
    {"not_a_currency", "must be a currency code such as EUR",
     "muss ein Währungskürzel sein, zum Beispiel EUR"},
    {"not_a_date", "must be a date such as {form}", "muss ein Datum sein, zum Beispiel {form}"},
    {"not_a_duration", "must be a duration such as {form}",
     "muss eine Dauer sein, zum Beispiel {form}"},
    {"not_a_list", "must be a list", "muss eine Liste sein"},
    {"not_a_member", "names a group that you do not belong to",
     "nennt eine Gruppe, der Sie nicht angehören"},
    {"not_a_number", "must be a number", "muss eine Zahl sein"},
    {"not_a_reference", "must name a record of type {of}",
     "muss einen Datensatz der Art {of} nennen"},
    {"not_a_text", "must be a text", "muss ein Text sein"},
    {"not_a_url", "must be an address such as https://example.org",
     "muss eine Adresse sein, zum Beispiel https://example.org"},
    {"not_among", "is none of those that may stand here", "steht hier nicht zur Auswahl"},
    {"not_an_email", "must be an e-mail address", "muss eine E-Mail-Adresse sein"},
    {"not_an_instant", "must be a time such as {form}",
     "muss ein Zeitpunkt sein, zum Beispiel {form}"},
    {"not_an_ip_address", "must be an IP address", "muss eine IP-Adresse sein"},
    {"not_found", "there is none that you may see",
     "gibt es nicht, oder Sie dürfen es nicht sehen"},
    {"not_money", "must be an amount with a currency", "muss ein Betrag mit Währung sein"},
    {"not_texts", "must be texts by language, such as {form}",
     "müssen Texte nach Sprache sein, zum Beispiel {form}"},
    {"not_unique", "is taken already", "ist schon vergeben"},
    {"not_updatable", "you may not change this", "Sie dürfen das nicht ändern"},
    {"not_writable", "nothing can be written at the moment",
     "im Augenblick kann nichts geschrieben werden"},
    {"one_line_only", "must be one line", "muss eine einzelne Zeile sein"},
    {"one_of", "give just one of {names}", "bitte genau eines von {names} angeben"},
    {"operation.not_found", "there is no such operation", "diesen Vorgang gibt es nicht"},
    {"operation.too_large", "the operation changed more than {max} records",
     "der Vorgang hat mehr als {max} Datensätze geändert"},
    {"override_not_allowed", "you may not set this in place of the computed value",
     "Sie dürfen den berechneten Wert nicht ersetzen"},
    {"owner_only", "only who owns how that organization works may do this",
     "das darf nur, wer für diese Organisation verantwortlich ist"},
    {"password.is_email", "must not be the e-mail address", "darf nicht die E-Mail-Adresse sein"},
    {"password.none", "there is no password to change",
     "es gibt kein Passwort, das zu ändern wäre"},
    {"password.wrong", "the current password is wrong", "das bisherige Passwort stimmt nicht"},
    {"pattern", "must match {pattern}", "muss dem Muster {pattern} entsprechen"},
    {"query.bad_value", "{parameter} must be {expected}", "{parameter} muss {expected} sein"},
    {"query.unknown_choice", "{parameter} must be one of {allowed}",
     "{parameter} muss eines von {allowed} sein"},
    {"query.unknown_parameter", "there is no parameter {parameter} here; there are {allowed}",
     "den Parameter {parameter} gibt es hier nicht; es gibt {allowed}"},
    {"reason_required", "needs a reason", "braucht eine Begründung"},
    {"record.changed", "somebody else changed the same fields since",
     "jemand anderes hat dieselben Felder inzwischen geändert"},
    {"record.no_delete", "records are never deleted; cancel or close it",
     "Datensätze werden nie gelöscht; bitte stornieren oder schließen"},
    {"record.not_found", "there is no such record, or you may not see it",
     "diesen Datensatz gibt es nicht, oder Sie dürfen ihn nicht sehen"},
    {"required", "is required", "wird gebraucht"},
    {"role.held_by_everyone", "everyone holds this role", "diese Rolle haben alle"},
    {"role.last_owner", "somebody must remain who can grant roles",
     "jemand muss bleiben, der Rollen vergeben kann"},
    {"session.csrf", "this request came from another site",
     "diese Anfrage kam von einer fremden Seite"},
    {"session.ended", "the session has ended", "die Sitzung ist beendet"},
    {"session.expired", "the session has expired", "die Sitzung ist abgelaufen"},
    {"session.malformed", "this is no session", "das ist keine Sitzung"},
    {"session.missing", "sign in, or send a bearer token",
     "bitte anmelden oder ein Bearer-Token senden"},
    {"session.none", "a token is revoked, not signed out",
     "ein Token wird widerrufen, nicht abgemeldet"},
    {"session.not_found", "there is no such session", "diese Sitzung gibt es nicht"},
    {"setting.unknown", "there is no such setting", "diese Einstellung gibt es nicht"},
    {"sign_in.busy", "too many sign in at once; try again in a moment",
     "gerade melden sich zu viele an; bitte gleich noch einmal versuchen"},
    {"sign_in.throttled", "too many attempts; wait {retry_after} seconds",
     "zu viele Versuche; bitte {retry_after} Sekunden warten"},
    {"sign_in.wrong", "the e-mail address or the password is wrong",
     "E-Mail-Adresse oder Passwort stimmt nicht"},
    {"time_limit", "this took too long; narrow the filter or use a view",
     "das dauerte zu lange; bitte den Filter enger fassen oder eine Ansicht nutzen"},
    {"title.conflict", "In conflict with the present state", "Passt nicht zum jetzigen Stand"},
    {"title.forbidden", "Not allowed", "Nicht erlaubt"},
    {"title.internal", "Something went wrong on our side", "Bei uns ist etwas schiefgegangen"},
    {"title.invalid_argument", "The content is not valid", "Der Inhalt ist nicht gültig"},
    {"title.malformed", "The request was not understood", "Die Anfrage war nicht zu verstehen"},
    {"title.not_found", "Not found", "Nicht gefunden"},
    {"title.precondition", "Changed since you read it", "Seit dem Lesen geändert"},
    {"title.rate_limited", "Too many requests", "Zu viele Anfragen"},
    {"title.too_large", "Too large", "Zu groß"},
    {"title.unauthenticated", "Sign in first", "Bitte erst anmelden"},
    {"title.unavailable", "Not available now", "Gerade nicht verfügbar"},
    {"token.expired", "the token has expired", "das Token ist abgelaufen"},
    {"token.malformed", "this is no token", "das ist kein Token"},
    {"token.not_found", "there is no such token", "dieses Token gibt es nicht"},
    {"token.read_only", "this token may only read", "dieses Token darf nur lesen"},
    {"token.revoked", "there is no such token", "dieses Token gibt es nicht"},
    {"token.too_many", "there are {max} tokens already; revoke some",
     "es gibt schon {max} Token; bitte einige widerrufen"},
    {"too_large", "must be {max} at most", "darf höchstens {max} sein"},
    {"too_long", "must have {max} characters at most", "darf höchstens {max} Zeichen haben"},
    {"too_many", "must be {max} at most", "dürfen höchstens {max} sein"},
    {"too_short", "must have {min} characters at least", "muss mindestens {min} Zeichen haben"},
    {"too_small", "must be {min} at least", "muss mindestens {min} sein"},
    {"transition.evidence_missing", "needs evidence attached: {missing}",
     "braucht Nachweise als Anhang: {missing}"},
    {"transition.not_allowed", "you may not do this", "Sie dürfen das nicht tun"},
    {"transition.not_from_here", "not from the state {state}; from here: {transitions}",
     "nicht aus dem Zustand {state}; von hier aus: {transitions}"},
    {"transition.unknown", "there is no such transition; from here: {transitions}",
     "diesen Übergang gibt es nicht; von hier aus: {transitions}"},
    {"type.unknown", "there is no such record type", "diese Art von Datensatz gibt es nicht"},
    {"type_is_abstract", "this type has no records of its own; there are {types}",
     "diese Art hat keine eigenen Datensätze; es gibt {types}"},
    {"undo.changed_since", "it was changed again since", "es wurde inzwischen wieder geändert"},
    {"undo.no_field_change", "only changes of fields can be undone",
     "nur Feldänderungen lassen sich zurücknehmen"},
    {"undo.nothing", "there is nothing to undo", "es gibt nichts zurückzunehmen"},
    {"unknown_choice", "must be one of {allowed}", "muss eines von {allowed} sein"},
    {"unknown_field", "there is no such field", "dieses Feld gibt es nicht"},
    {"unknown_flow", "must be one of {allowed}", "muss eines von {allowed} sein"},
    {"version.not_found", "there is no such version", "diese Fassung gibt es nicht"},
    {"view.name_taken", "there is a view of this name already",
     "eine Ansicht dieses Namens gibt es schon"},
    {"view.not_found", "there is no such view", "diese Ansicht gibt es nicht"},
    {"view.not_yours", "this view is for its owner to change",
     "diese Ansicht ändert, wem sie gehört"},
    {"view.too_many", "there are too many views; remove some",
     "es sind zu viele Ansichten; bitte einige löschen"},
    {"watch_not_allowed", "you may not change who watches",
     "Sie dürfen nicht ändern, wer beobachtet"},
    {"watcher.not_found", "nobody of that name watches this", "diese Person beobachtet das nicht"},
};

constexpr bool is_sorted_by_reason() {
  for (std::size_t i = 1; i < std::size(sentences); ++i)
    if (!(sentences[i - 1].reason < sentences[i].reason)) return false;
  return true;
}
static_assert(is_sorted_by_reason());

void append_detail(std::string& out, const Json& value) {
  if (value.is_string()) {
    out.append(value.get_string());
  } else if (value.is_array()) {
    bool is_first = true;
    for (const auto& element : value.get_array()) {
      if (!is_first) out += ", ";
      is_first = false;
      append_detail(out, element);
    }
  } else {
    out += to_text(value);
  }
}

std::string filled(std::string_view sentence, const JsonObject& details) {
  std::string out;
  for (std::size_t at = 0; at < sentence.size();) {
    const auto open = sentence.find('{', at);
    const auto close = open == sentence.npos ? open : sentence.find('}', open);
    out.append(sentence.substr(at, open == sentence.npos ? open : open - at));
    if (close == sentence.npos) break;
    const auto* detail = details.if_contains(sentence.substr(open + 1, close - open - 1));
    if (detail)
      append_detail(out, *detail);
    else
      out += "…";
    at = close + 1;
  }
  return out;
}

}  // namespace

std::optional<std::string> message(std::string_view reason, const JsonObject& details,
                                   std::string_view language) {
  const auto* end = std::end(sentences);
  const auto* found =
      std::lower_bound(std::begin(sentences), end, reason,
                       [](const Sentence& row, std::string_view r) { return row.reason < r; });
  if (found == end || found->reason != reason) return std::nullopt;
  return filled(language.starts_with("de") ? found->german : found->english, details);
}

}  // namespace praxis::api
