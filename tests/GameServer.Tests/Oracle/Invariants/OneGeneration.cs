namespace GameServer.Reliability.Invariants;

/// <summary>
/// I10: after the welcome of a player's newer connection no event is written on the older, no handler runs for it,
/// and nothing read from it later takes effect. Between two pages of a player, what was written before the take-over may still
/// arrive: numbers up to the head that the newer one was told.
/// </summary>
internal static class OneGeneration
{
    public static IEnumerable<Violation> Check(History history)
    {
        var effective = history.Lines.Where(l => l.What is LineKind.Event or LineKind.Commit && l.Move is not null).Select(l => l.Move!).ToHashSet();
        foreach (var player in history.Lines.Where(l => l.Who is not null && l.Gen is not null).GroupBy(l => l.Who))
        {
            var sends = player.Where(l => l.What == LineKind.Send).ToLookup(l => l.Move);
            var owner = ((string Page, int Gen)?)null;
            var heads = new Dictionary<string, Position>();
            var welcomed = new List<(string Page, int Gen)>();
            foreach (var line in player)
            {
                var connection = (line.Page, line.Gen!.Value);
                if (line.What == LineKind.Welcome)
                {
                    owner = connection;
                    heads.Clear();
                    welcomed.Add(connection);
                }
                else if (owner is null || connection == owner || !welcomed.Contains(connection)) // its own, or one that is only dialling
                {
                    if (line.What == LineKind.Joined && connection == owner) heads[line.Room!] = new Position(line.Epoch!, line.Head!.Value);
                }
                else if (Late(line, owner.Value, heads))
                {
                    yield return new Violation("I10", $"{line.Page}'s connection {line.Gen} delivered after connection {owner.Value.Gen} of {owner.Value.Page} was welcomed.", line);
                }
                else if (line is { What: LineKind.Send, Move: { } move } && effective.Contains(move) && sends[move].All(s => (s.Page, s.Gen) == (line.Page, line.Gen) && s.T >= line.T))
                {
                    yield return new Violation("I10", $"move {move} was written on connection {line.Gen} of {line.Page} after the take-over, and took effect.", line);
                }
            }
        }
    }

    private static bool Late(Line line, (string Page, int Gen) owner, Dictionary<string, Position> heads)
    {
        if (line.What is not (LineKind.Event or LineKind.Hidden or LineKind.Snapshot or LineKind.Frame)) return false;
        if (line.Page == owner.Page) return true;
        return line.Seq is { } seq && heads.TryGetValue(line.Room!, out var head) && (head.Epoch != line.Epoch || seq > head.Seq);
    }
}
