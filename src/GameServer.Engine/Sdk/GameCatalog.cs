using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>The games a server offers, by wire name. Filled at start, read from any thread.</summary>
public abstract class GameCatalog
{
    /// <summary>Whether there is a game of that name.</summary>
    public abstract bool Has(string game);

    /// <summary>A new table.</summary>
    /// <param name="game">The wire name; it must be there.</param>
    /// <param name="options">What the creator asked for; the game's sentence in the answer if it does not fit.</param>
    /// <param name="isQuick">Among strangers (<c>Play</c>): chat off, starts by itself, bots fill up.</param>
    /// <param name="seed">32 bytes of chance.</param>
    /// <param name="refusal">Why the options do not fit; null when a table is returned.</param>
    public abstract Table? Open(string game, RawJson? options, bool isQuick, ReadOnlySpan<byte> seed, out string? refusal);

    /// <summary>The table as it was saved. Everybody is away until the room says <see cref="Table.Back"/>; its time starts again at the first <see cref="Table.Advance"/>.</summary>
    /// <exception cref="FormatException">The bytes are no table of a game in this catalog, or of another version of it.</exception>
    public abstract Table Restore(ReadOnlyMemory<byte> table, ReadOnlyMemory<byte> state);
}
