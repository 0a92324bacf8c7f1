using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>A live room as an operator sees it from outside. Its figures are of the same moment, about.</summary>
/// <param name="Room">Its code.</param>
/// <param name="Game">The game's wire name.</param>
/// <param name="Phase"><c>lobby</c>, <c>playing</c>, <c>ended</c> or, once it is over for good, <c>closed</c>.</param>
/// <param name="IsPrivate">Not listed for players.</param>
/// <param name="Connected">Members with a connection.</param>
/// <param name="Members">Players, bots and spectators.</param>
/// <param name="Head">The newest durable event's number.</param>
/// <param name="LogFill">How full its log is: the fuller of its two bounds; 0 to 1.</param>
/// <param name="Waiting">Moves in its mailbox.</param>
/// <param name="StepP99">99 of 100 of its last moves took no longer; null before the first.</param>
/// <param name="Faults">Faults of its game since it was opened or woken.</param>
public sealed record RoomStatus(
    string Room, string Game, string Phase, bool IsPrivate, int Connected, int Members, long Head, double LogFill, int Waiting, TimeSpan? StepP99, int Faults);

/// <summary>One room from inside: what a stranger may see of its newest events (PRV-1), and who is there.</summary>
public sealed record RoomView(RoomStatus Status, string Epoch, IReadOnlyList<MemberStatus> Members, IReadOnlyList<EventStatus> Events);

/// <summary>A member of a room.</summary>
/// <param name="Player">The player's public id.</param>
/// <param name="Name">1 to 16 graphemes.</param>
/// <param name="Seat">Null for spectators and in games without seats.</param>
/// <param name="IsBot">It has no connection and never had one.</param>
/// <param name="IsConnected">Whether there is a connection now.</param>
/// <param name="Behind">Durable events that were not written to it yet.</param>
/// <param name="Unseen">Events that were written and not acknowledged yet.</param>
/// <param name="RoundTrip">Of its socket; null where the system does not tell.</param>
/// <param name="Resumes">How often it came back since this server knows it.</param>
public sealed record MemberStatus(
    string Player, string Name, int? Seat, bool IsBot, bool IsConnected, long Behind, long Unseen, TimeSpan? RoundTrip, long Resumes);

/// <summary>One event, or a range that is for others.</summary>
/// <param name="Seq">Its number, of a range the first one.</param>
/// <param name="HiddenUpTo">The range's last number; null: an event.</param>
/// <param name="Entry">The event as everybody gets it; null for a range.</param>
public sealed record EventStatus(long Seq, long? HiddenUpTo, Entry? Entry);

/// <summary>How the journal does.</summary>
/// <param name="LastWrite">How long the newest group commit took.</param>
/// <param name="Events">Events made durable in this run.</param>
/// <param name="Moves">Moves decided and made durable in this run.</param>
/// <param name="DownFor">Since when it cannot write; null while it can.</param>
/// <param name="LastError">The newest failure in words; null: there was none.</param>
/// <param name="LastErrorAt">When that was.</param>
public sealed record JournalStatus(TimeSpan LastWrite, long Events, long Moves, TimeSpan? DownFor, string? LastError, DateTimeOffset? LastErrorAt);
