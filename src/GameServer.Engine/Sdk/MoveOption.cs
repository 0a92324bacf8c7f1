using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>A move somebody could make: what <see cref="Game.Legal"/> lists and a <see cref="Bot"/> answers with.</summary>
/// <param name="Move">The wire's name, camelCase.</param>
/// <param name="Args">Positional arguments.</param>
public sealed record MoveOption(string Move, IReadOnlyList<RawJson> Args)
{
    /// <summary>Names a move by its method's name and gives it arguments.</summary>
    public static MoveOption Of(string method, params object?[] args) =>
        new(GameJson.Name(method), [.. args.Select(GameJson.Encode)]);

    /// <inheritdoc/>
    public override string ToString() => $"{Move}({string.Join(", ", Args)})";
}
