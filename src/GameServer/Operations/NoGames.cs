using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Operations;

/// <summary>The catalog of a server to which no game was added: its rooms are the personal ones.</summary>
internal sealed class NoGames : GameCatalog
{
    public override bool Has(string game) => false;

    public override Table? Open(string game, RawJson? options, bool isQuick, ReadOnlySpan<byte> seed, out string? refusal) =>
        throw new ArgumentException($"There is no game {game}.", nameof(game));

    public override Table Restore(ReadOnlyMemory<byte> table, ReadOnlyMemory<byte> state) =>
        throw new FormatException("The journal holds a room of a game that this server does not have.");
}
