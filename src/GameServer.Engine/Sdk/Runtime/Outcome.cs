using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>How one step of a game ended. With a <paramref name="Reason"/> nothing of it remains.</summary>
/// <param name="Reason">Null: completed.</param>
/// <param name="Text">With a refusal: the sentence.</param>
/// <param name="Result">What a move returned.</param>
/// <param name="Fault">The exception of a game's bug.</param>
internal readonly record struct Outcome(string? Reason = null, string? Text = null, RawJson? Result = null, Exception? Fault = null)
{
    public bool Ok => Reason is null;

    public static Outcome Faulted(Exception fault) => new(Reasons.GameFault, Fault: fault);
}
