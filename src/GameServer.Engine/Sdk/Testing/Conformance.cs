namespace GameServer.Engine;

/// <summary>
/// Plays random games and holds the class to what the runtime promises of it: legal moves are accepted and never run out; refused ones change
/// nothing; the game ends; the same seed and moves make the same game; a copy restored midway stays equal (volatile fields aside); patches lead
/// to the view, or, without them, the public state changes only in steps that emit; what is hidden stands in nobody else's event.
/// </summary>
public static class Conformance
{
    /// <summary>Plays <paramref name="games"/> games, seeds 1, 2, 3 ...; the first that breaks a promise ends it.</summary>
    /// <param name="games">How many.</param>
    /// <param name="input">A game that ticks: what a player's hand might do now.</param>
    /// <param name="options">The game's options, as an object; null: none.</param>
    /// <exception cref="ConformanceException">Says which promise, in which game, after which moves.</exception>
    /// <exception cref="GameClassException">The class cannot be a game as it is written.</exception>
    public static void Check<TGame>(int games = 500, Func<Rolls, object>? input = null, object? options = null) where TGame : Game, new()
    {
        GameType.Of(typeof(TGame));
        for (var seed = 1; seed <= games; seed++) Play<TGame>(seed, input, options);
    }

    /// <summary>Plays one game: a failing one again.</summary>
    public static void Play<TGame>(int seed, Func<Rolls, object>? input = null, object? options = null) where TGame : Game, new() =>
        new ConformanceGame<TGame>(seed, input, options).Play();
}

/// <summary>A game broke a promise. The message holds all that is needed to play it again.</summary>
public sealed class ConformanceException(string game, int seed, IReadOnlyList<string> moves, string problem, Exception? cause = null)
    : Exception($"{game}, seed {seed}, after {moves.Count} moves ({string.Join(", ", moves.TakeLast(Shown))}): {problem}", cause)
{
    private const int Shown = 8;

    /// <summary>Plays the game again: <c>Conformance.Play&lt;T&gt;(seed)</c>.</summary>
    public int Seed { get; } = seed;
}
