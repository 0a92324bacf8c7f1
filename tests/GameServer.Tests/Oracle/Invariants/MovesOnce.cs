namespace GameServer.Reliability.Invariants;

/// <summary>
/// I5: a move takes effect at most once, in order; accepted: exactly one effect, at the number in the ack;
/// refused: none; repeats get equal acks; no ack is for another payload.
/// </summary>
internal static class MovesOnce
{
    /// <summary>Refusals that decide nothing: the same number is sent again.</summary>
    private static readonly string[] Undecided = ["gap", "window", "rate_limited", "unavailable", "superseded", "other_page"];

    public static bool IsDecided(Line ack) => ack.Ok == true || !Undecided.Contains(ack.Reason);

    public static IEnumerable<Violation> Check(History history)
    {
        var effects = Effects(history);
        return [.. Twice(effects), .. Reordered(history, effects), .. Acks(history, effects)];
    }

    /// <summary>Where each move took effect: every number at which the journal or any client has it.</summary>
    private static Dictionary<string, SortedList<(string Room, string Epoch, long Seq), Line>> Effects(History history)
    {
        var effects = new Dictionary<string, SortedList<(string, string, long), Line>>();
        foreach (var line in history.Lines)
        {
            if (line.What is not (LineKind.Event or LineKind.Commit) || line.Move is null) continue;
            if (!effects.TryGetValue(line.Move, out var places)) effects[line.Move] = places = [];
            places.TryAdd((line.Room!, line.Epoch!, line.Seq!.Value), line);
        }
        return effects;
    }

    /// <summary>An event that a raised epoch took over, under its number, is the one it was.</summary>
    private static IEnumerable<Violation> Twice(Dictionary<string, SortedList<(string Room, string Epoch, long Seq), Line>> effects) =>
        effects.Where(e => e.Value.DistinctBy(p => (p.Key.Room, p.Key.Seq, p.Value.Hash)).Count() > 1).Select(e => new Violation(
            "I5", $"move {e.Key} took effect {e.Value.Count} times: at {string.Join(", ", e.Value.Keys.Select(k => k.Seq))}.", e.Value.Values[1]));

    private static IEnumerable<Violation> Reordered(
        History history, Dictionary<string, SortedList<(string Room, string Epoch, long Seq), Line>> effects)
    {
        var numbered = history.Of(LineKind.Send)
            .Where(s => s.Move is not null && effects.ContainsKey(s.Move))
            .DistinctBy(s => s.Move)
            .Select(s => (Send: s, Place: effects[s.Move!].Keys[0]));
        foreach (var own in numbered.GroupBy(x => (x.Send.Who, x.Place.Room, x.Place.Epoch)))
        {
            long last = 0;
            foreach (var (send, place) in own.OrderBy(x => x.Place.Seq))
            {
                if (send.N <= last)
                    yield return new Violation("I5", $"{send.Who}'s move {send.N} took effect at {place.Seq}, after move {last}.", send);
                last = send.N!.Value;
            }
        }
    }

    private static IEnumerable<Violation> Acks(
        History history, Dictionary<string, SortedList<(string Room, string Epoch, long Seq), Line>> effects)
    {
        // A number that a superseded page gave up may name another move of the next one.
        var sent = new Dictionary<(string, string?, string?, long?), string?>();
        foreach (var send in history.Of(LineKind.Send)) sent.TryAdd((send.Page, send.Room, send.Epoch, send.N), send.Move);

        var first = new Dictionary<(string?, string?, string?, long?), Line>();
        foreach (var ack in history.Of(LineKind.Ack).Where(IsDecided))
        {
            var key = (ack.Who, ack.Room, ack.Epoch, ack.N);
            if (!first.TryAdd(key, ack) && first[key] is var was && (was.Ok, was.Reason, was.Seq) != (ack.Ok, ack.Reason, ack.Seq))
                yield return new Violation("I5", $"{ack.Who}'s move {ack.N} was answered differently before: {was}", ack);
            if (sent.GetValueOrDefault((ack.Page, ack.Room, ack.Epoch, ack.N)) is not { } move) continue;

            var places = effects.GetValueOrDefault(move);
            if (ack.Ok != true && places is not null)
                yield return new Violation("I5", $"move {move} was refused ({ack.Reason}) and took effect at {places.Keys[0].Seq}.", ack);
            if (ack.Ok == true && ack.Seq is { } seq && IsHeld(history, ack) && places?.ContainsKey((ack.Room!, ack.Epoch!, seq)) != true)
                yield return new Violation("I5", $"move {move} was acked at {seq} and took effect {(places is null ? "nowhere" : $"at {places.Keys[0].Seq}")}.", ack);
        }
    }

    /// <summary>Whether the history knows what stands at the ack's number.</summary>
    private static bool IsHeld(History history, Line ack) =>
        history.Journals.TryGetValue((ack.Room!, ack.Epoch!), out var held) && held.Seq <= ack.Seq;
}
