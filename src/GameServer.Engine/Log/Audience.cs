namespace GameServer.Engine;

/// <summary>
/// Who may ever see an event: fixed when it is published, applied on every read (PRV-1).
/// It names players and not seats, so who takes over a seat never reads its past. Null stands for everyone.
/// </summary>
public sealed class Audience
{
    private readonly string[] _players;

    private Audience(string[] players, bool isExcept)
    {
        _players = players;
        IsExcept = isExcept;
    }

    /// <summary>Whether <see cref="Players"/> are those who may not see it, instead of those who may.</summary>
    public bool IsExcept { get; }

    /// <summary>Player ids, ordinally sorted, without repeats.</summary>
    public IReadOnlyList<string> Players => _players;

    /// <summary>These players alone; nobody, if there are none.</summary>
    public static Audience Only(params IEnumerable<string> players) => new(Sorted(players), isExcept: false);

    /// <summary>Everyone but these players.</summary>
    public static Audience Except(params IEnumerable<string> players) => new(Sorted(players), isExcept: true);

    /// <summary>Whether <paramref name="player"/> may see an event of this audience.</summary>
    public bool Includes(string player) =>
        (Array.BinarySearch(_players, player, StringComparer.Ordinal) >= 0) != IsExcept;

    /// <summary>The journal's form: <c>+a,b</c> or <c>-a,b</c>.</summary>
    public override string ToString() => (IsExcept ? "-" : "+") + string.Join(',', _players);

    /// <summary>Reads what <see cref="ToString"/> wrote; null for null.</summary>
    /// <exception cref="FormatException">The text is no audience.</exception>
    public static Audience? Parse(string? text) => text switch
    {
        null => null,
        ['+', .. var only] => Only(Split(only)),
        ['-', .. var except] => Except(Split(except)),
        _ => throw new FormatException($"\"{text}\" is no audience: expected + or - and player ids."),
    };

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static string[] Sorted(IEnumerable<string> players)
    {
        string[] sorted = [.. players.Distinct(StringComparer.Ordinal)];
        Array.Sort(sorted, StringComparer.Ordinal);
        return sorted;
    }
}
