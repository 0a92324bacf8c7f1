namespace GameServer.Engine;

/// <summary>The players' colours and shapes, by number; what they are is the client's.</summary>
internal static class Looks
{
    public const int Count = 8;

    /// <summary>Sparks are gold too: it is for those who choose it, and otherwise given last.</summary>
    private const int Gold = 5;

    /// <summary>All that are given to whoever chose none.</summary>
    public static readonly int[] Given = [.. Enumerable.Range(0, Count).Where(look => look != Gold)];

    /// <summary>Those to choose among for one more at a table: what nobody there has, gold only if it is all that is left.</summary>
    public static int[] FreeAmong(IReadOnlySet<int> taken)
    {
        int[] free = [.. Given.Where(look => !taken.Contains(look))];
        return free.Length > 0 ? free : taken.Contains(Gold) ? Given : [Gold];
    }
}
