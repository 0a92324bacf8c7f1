namespace GameServer.Engine;

/// <summary>Any of the legal moves, each equally likely: every game with <see cref="Game.Legal"/> has this one for nothing.</summary>
internal sealed class RandomBot : Bot
{
    internal override MoveOption? Choose(Match match)
    {
        var options = match.LegalFor(Seat);
        return options.Count == 0 ? null : options[Rolls.Roll(options.Count)];
    }
}
