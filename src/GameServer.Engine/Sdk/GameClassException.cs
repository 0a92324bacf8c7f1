namespace GameServer.Engine;

/// <summary>A class cannot be a game as it is written; thrown when the server starts, never later.</summary>
/// <param name="member">The class, or the member of it, in the way.</param>
/// <param name="problem">What is wrong with it, and what to do.</param>
/// <param name="cause">What the class or JSON threw; null: nothing.</param>
public sealed class GameClassException(string member, string problem, Exception? cause = null) : InvalidOperationException($"{member} {problem}.", cause)
{
    /// <summary>The class, or the member of it, in the way.</summary>
    public string Member { get; } = member;

    internal static GameClassException NotBySeat(string member) =>
        new(member, "is [Private] and no list by seat: make it an array or a List, one element a seat");
}
