using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// A game and the people at it, as a pure state machine: members, seats, captain, match, votes, bots, timers, and the game object.
/// A room drives it, one step at a time, in its turn; tests drive the same class directly. It knows no connection, clock or disk.
/// </summary>
public sealed partial class Table
{
    /// <summary>Most people in a room, players and spectators together.</summary>
    public const int MostMembers = 500;

    private readonly GameCatalog _catalog;
    private readonly RoomTime _time = new();
    private readonly bool _isQuick;

    // Members in the order in which the others got to know them, and the same by id.
    private readonly List<MemberState> _order = [];
    private readonly Dictionary<string, MemberState> _members = new(StringComparer.Ordinal);
    private MemberState?[] _seats;
    private MemberState? _captain;

    private GameType _type;
    private Match _match;
    private RawJson _options;
    private TablePhase _phase;
    private int _matches;
    private readonly Rolls _rolls;

    private TableMember[]? _memberList;

    internal Table(GameCatalog catalog, GameType type, bool isQuick, Rolls rolls)
    {
        (_catalog, _type, _isQuick, _rolls, _options) = (catalog, type, isQuick, rolls, NoOptions);
        // A game without seats has nobody to wait for: its one match is always on.
        (_phase, _matches) = type.Seats == 0 ? (TablePhase.Playing, 1) : (TablePhase.Lobby, 0);
        _seats = new MemberState?[type.Seats];
        _match = NewMatch(type, type.Seats);
        _lastShown = _match.Look();
    }

    /// <summary>The game's wire name.</summary>
    public string Game => _type.Id;

    /// <summary>Whether <c>chat</c> is on: among strangers it is off, where all members are equal it is always on.</summary>
    public bool Chat => _type.Attribute.Chat && (!_isQuick || _type.Seats == 0);

    /// <summary><c>lobby</c>, <c>playing</c> or <c>ended</c>.</summary>
    public string Phase => NameOf(_phase);

    /// <summary>Steps of <see cref="Tick"/> a second; 0: the game does not tick.</summary>
    public int TickRate => _type.TickRate;

    /// <summary>Frames a second the game wants; 0: none.</summary>
    public int FrameRate => _type.FrameRate;

    /// <summary>Members with their seats, in the order of joining; who sits down later counts from there.</summary>
    public IReadOnlyList<TableMember> Members => _memberList ??= [.. _order.Select(member => member.ToMember(HasSeats))];

    /// <summary>Whether a newcomer who wants to play would get a seat: an empty one or a bot's.</summary>
    public bool HasPlace => _order.Count < MostMembers && (!HasSeats || FreeSeat() is not null);

    /// <summary>What the lobby shows. In a game without seats all members count as <c>taken</c>.</summary>
    public RoomInfo Info(string room) => new(
        room,
        Game,
        _type.Seats,
        HasSeats ? Taken : _order.Count,
        _order.Count(member => member.IsBot),
        HasSeats ? _order.Count(member => member.Seat is null) : 0,
        Phase);

    internal static RawJson NoOptions { get; } = new("{}"u8.ToArray());

    internal GameType Type => _type;

    internal Match Match => _match;

    internal TimeSpan Now => _time.Now;

    /// <summary>The bot that plays a seat; null: a person does.</summary>
    internal Bot? PlayerAt(int seat) => _seats[seat]?.Player;

    private bool HasSeats => _type.Seats > 0;

    private static string NameOf(TablePhase phase) => phase switch
    {
        TablePhase.Lobby => "lobby",
        TablePhase.Playing => "playing",
        TablePhase.Ended => "ended",
    };

    private Match NewMatch(GameType type, int seats) =>
        new(type, seats, _rolls.Derive($"match {_matches} {type.Id}"), _time, seat => _seats.ElementAtOrDefault(seat)?.Id) { PilotOf = PilotOf };

    private enum TablePhase { Lobby, Playing, Ended }
}

/// <summary>A member of a table.</summary>
/// <param name="Id">The player's public id.</param>
/// <param name="Name">1 to 16 graphemes.</param>
/// <param name="Look">0 to 7.</param>
/// <param name="Seat">Null for spectators, and in games without seats.</param>
/// <param name="IsBot">No player, and no connection.</param>
/// <param name="IsAway">Without a connection for a while, as the others were told.</param>
/// <param name="IsSpectator">Without a seat in a game that has seats.</param>
public sealed record TableMember(string Id, string Name, int Look, int? Seat, bool IsBot, bool IsAway, bool IsSpectator);
