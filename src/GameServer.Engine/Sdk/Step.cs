using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// What one step of a table did. A step is atomic: refused, it changed nothing.
/// Made and read inside the room's turn.
/// </summary>
public sealed record Step
{
    /// <summary>A step that did nothing.</summary>
    public static Step Nothing { get; } = new();

    /// <summary>Whether it was accepted.</summary>
    public bool Ok => Reason is null;

    /// <summary>Null: accepted; else a code of <see cref="Reasons"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>With a refusal: the game's sentence for the player.</summary>
    public string? Text { get; init; }

    /// <summary>What an accepted move returned.</summary>
    public RawJson? Result { get; init; }

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<Published> Events { get; init; } = [];

    /// <summary>Whether <see cref="Table.SaveTable"/> differs from before.</summary>
    public bool TableChanged { get; init; }

    /// <summary>Whether <see cref="Table.SaveState"/> differs from before.</summary>
    public bool StateChanged { get; init; }

    /// <summary>Memberships that began, changed their seat, or ended.</summary>
    public IReadOnlyList<MembershipChange> Members { get; init; } = [];

    /// <summary>The exception of a game's bug (<see cref="Reasons.GameFault"/>), for the log.</summary>
    public Exception? Fault { get; init; }

    /// <summary>Whether <see cref="Fault"/> is a bot's alone: what the game itself did is whole.</summary>
    internal bool IsBotsFault { get; init; }

    internal bool GameFailed => Fault is not null && !IsBotsFault;
}

/// <summary>An event as a table publishes it; the room gives it number and time.</summary>
/// <param name="Type">The wire's name, camelCase.</param>
/// <param name="Data">The record, serialized.</param>
/// <param name="From">The player who caused it, if one did.</param>
/// <param name="Audience">Who may see it; null: everyone.</param>
public readonly record struct Published(string Type, RawJson Data, string? From = null, Audience? Audience = null);

/// <summary>A player who enters a table.</summary>
/// <param name="Id">The player's public id.</param>
/// <param name="Name">1 to 16 graphemes.</param>
/// <param name="Look">0 to 7.</param>
public sealed record Newcomer(string Id, string Name, int Look);
