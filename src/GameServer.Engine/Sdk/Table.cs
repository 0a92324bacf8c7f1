using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// A game and the people at it, as a pure state machine: members, seats, captain, match, votes, bots, timers, and the game object.
/// A room drives it, one step at a time, in its turn; tests drive the same class directly. It knows no connection, clock or disk.
/// </summary>
public abstract class Table
{
    /// <summary>The game's wire name.</summary>
    public abstract string Game { get; }

    /// <summary>Whether <c>chat</c> is on.</summary>
    public abstract bool Chat { get; }

    /// <summary><c>lobby</c>, <c>playing</c> or <c>ended</c>.</summary>
    public abstract string Phase { get; }

    /// <summary>Members with their seats, in the order of joining.</summary>
    public abstract IReadOnlyList<TableMember> Members { get; }

    /// <summary>What the lobby shows.</summary>
    public abstract RoomInfo Info(string room);

    /// <summary>
    /// A player enters: publishes <c>joined</c>, seats the player where a seat is free (a bot's counts as free where the game says so), may start a match.
    /// Refused with <see cref="Reasons.Full"/>. Of a member: nothing changes, except that a spectator who does not ask to spectate is offered a free seat.
    /// </summary>
    public abstract Step Join(Newcomer who, bool spectate);

    /// <summary>A member goes for good (<see cref="LeftReasons"/>): publishes <c>left</c>, frees the seat.</summary>
    public abstract Step Leave(string player, string reason);

    /// <summary>A member's connection has been gone for a while: publishes <c>away</c>; a bot plays for it.</summary>
    public abstract Step Away(string player);

    /// <summary>An away member is back: publishes <c>back</c>. Of one who is not away: nothing.</summary>
    public abstract Step Back(string player);

    /// <summary>A seat was kept long enough for an away member: a bot takes it over to the end of the match, or it is freed.</summary>
    public abstract Step GiveUpSeat(string player);

    /// <summary>A member's move, of the table or of the game. The number was judged before: this runs at most once for each.</summary>
    public abstract Step Move(string player, string move, IReadOnlyList<RawJson> args);

    /// <summary>An event from outside the game (<c>IHubContext</c>): published as it is.</summary>
    public abstract Step Publish(Published published);

    /// <summary>Lets the table's time pass and fires what is due, one timer or bot move a call: call again while <see cref="NextDue"/> is zero.</summary>
    public abstract Step Advance(TimeSpan elapsed);

    /// <summary>Time until something is due, never negative; null: nothing is.</summary>
    public abstract TimeSpan? NextDue { get; }

    /// <summary>The snapshot's state <c>{ table, state, mine }</c> as one player may see it; null: as a stranger may.</summary>
    public abstract RawJson View(string? player);

    /// <summary>Members, seats, votes, phase: what <see cref="GameCatalog.Restore"/> takes back. UTF-8 JSON.</summary>
    public abstract ReadOnlyMemory<byte> SaveTable();

    /// <summary>The game's state, timers, chance: what <see cref="GameCatalog.Restore"/> takes back. UTF-8 JSON.</summary>
    public abstract ReadOnlyMemory<byte> SaveState();
}

/// <summary>A member of a table.</summary>
public sealed record TableMember(string Id, string Name, int Look, int? Seat, bool IsBot, bool IsAway, bool IsSpectator);
