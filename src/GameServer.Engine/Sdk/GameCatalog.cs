using System.Runtime.ExceptionServices;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>The games a server offers, by wire name. Filled at start, then read from any thread.</summary>
public sealed class GameCatalog
{
    private readonly Dictionary<string, GameType> _games = new(StringComparer.Ordinal);

    /// <summary>Wire names, in the order of adding.</summary>
    public IReadOnlyCollection<string> Games => _games.Keys;

    /// <summary>Offers a game.</summary>
    /// <exception cref="GameClassException">The class cannot be a game as it is written; the message names the member.</exception>
    public GameCatalog Add<TGame>() where TGame : Game, new()
    {
        var type = GameType.Of(typeof(TGame));
        if (!_games.TryAdd(type.Id, type)) throw new GameClassException(typeof(TGame).Name, $"is named \"{type.Id}\", as {_games[type.Id].Class.Name} is: every game has a name of its own");
        return this;
    }

    /// <summary>Whether there is a game of that name.</summary>
    public bool Has(string game) => _games.ContainsKey(game);

    /// <summary>Most players at a table of a game that is there; 0: its members have no seats.</summary>
    public int Seats(string game) => _games[game].Seats;

    /// <summary>A new table.</summary>
    /// <param name="game">The wire name; it must be there.</param>
    /// <param name="options">What the creator asked for; the game's sentence in the answer if it does not fit.</param>
    /// <param name="isQuick">Among strangers (<c>Play</c>): chat off, starts by itself, bots fill up.</param>
    /// <param name="seed">32 bytes of chance.</param>
    /// <param name="refusal">Why the options do not fit; null when a table is returned.</param>
    /// <remarks>An exception of the game's own comes out as it is: a game that cannot be opened is a bug in it.</remarks>
    public Table? Open(string game, RawJson? options, bool isQuick, ReadOnlySpan<byte> seed, out string? refusal)
    {
        var table = new Table(this, _games[game], isQuick, new Rolls(seed));
        var outcome = table.Open(options is { IsNull: false } given ? given : Table.NoOptions);
        if (outcome.Fault is { } fault) ExceptionDispatchInfo.Throw(fault);
        refusal = outcome.Text;
        return outcome.Ok ? table : null;
    }

    /// <summary>
    /// The table as it was saved: who was away is away, of the others the room says <see cref="Table.Away"/> if they do not return soon.
    /// Its time starts again at the first <see cref="Table.Advance"/>.
    /// </summary>
    /// <exception cref="FormatException">The bytes are no table of a game in this catalog, or of another version of it.</exception>
    public Table Restore(ReadOnlyMemory<byte> table, ReadOnlyMemory<byte> state) => Table.Restore(this, table, state);

    internal IReadOnlyCollection<GameType> Types => _games.Values;

    internal GameType? Find(string game) => _games.GetValueOrDefault(game);
}
