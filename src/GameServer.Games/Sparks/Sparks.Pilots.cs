using GameServer.Engine;

namespace GameServer.Games;

/// <summary>
/// Bots, and the autopilot of players who are away. Everything in this game is public, so they steer by what any client sees.
/// </summary>
public sealed partial class Sparks
{
    private const double AutopilotSkill = 0.35, WeakestBot = 0.35, StrongestBot = 0.95;

    private sealed class PilotState
    {
        public double Skill = -1;
        public int ChooseAt;
        public int RestUntil = -1;
        public int? Victim;
        public double TargetX, TargetY;
    }

    private (double X, double Y, bool Dash) Steer(int seat, Comet comet)
    {
        if (_drift?.By == seat) return Drift(_drift, comet);
        var pilot = comet.Pilot;
        var rolls = _pilotRolls!;
        if (PilotOf(seat) == Pilot.Autopilot) pilot.Skill = AutopilotSkill;
        else if (pilot.Skill < 0) pilot.Skill = rolls.Roll(WeakestBot, StrongestBot);
        if (pilot.RestUntil < 0) pilot.RestUntil = RoundClock + InTicks(rolls.Roll(2, 6));
        if (RoundClock >= pilot.ChooseAt) Choose(seat, comet, pilot);

        var dash = false;
        if (pilot.Victim is { } victim)
        {
            if (_comets[victim] is not { Shield: 0 } prey) pilot.Victim = null;
            else
            {
                (pilot.TargetX, pilot.TargetY) = (prey.Body.X + prey.Body.Vx * 0.25, prey.Body.Y + prey.Body.Vy * 0.25);
                var near = Distance(comet, prey.Body.X, prey.Body.Y) < 190;
                dash = near && comet.Body.Cooldown == 0 && rolls.Roll(0, 1) < 0.09 * pilot.Skill;
                if (dash) (pilot.Victim, pilot.RestUntil) = (null, RoundClock + InTicks(rolls.Roll(4, 7)));
            }
        }
        var (dx, dy) = (pilot.TargetX - comet.Body.X, pilot.TargetY - comet.Body.Y);
        var length = Math.Sqrt(dx * dx + dy * dy);
        return length < 1 ? (0, 0, dash) : (dx / length, dy / length, dash);
    }

    private void Choose(int seat, Comet comet, PilotState pilot)
    {
        var rolls = _pilotRolls!;
        pilot.ChooseAt = RoundClock + InTicks(0.2 + 0.25 * (1 - pilot.Skill));
        pilot.Victim = null;
        var best = 0.0;
        foreach (var spark in _field)
        {
            var worth = spark[3] / (Distance(comet, spark[1], spark[2]) + 60) * rolls.Roll(1 - 0.5 * (1 - pilot.Skill), 1);
            if (worth <= best) continue;
            (best, pilot.TargetX, pilot.TargetY) = (worth, spark[1], spark[2]);
        }
        if (RoundClock < pilot.RestUntil || comet.Body.Cooldown > 0) return;
        for (var other = 0; other < Seats; other++)
        {
            if (other == seat || _comets[other] is not { Shield: 0 } prey || _scores[other] < 6) continue;
            var distance = Distance(comet, prey.Body.X, prey.Body.Y);
            if (distance > 320) continue;
            var worth = 0.25 * _scores[other] * pilot.Skill / (distance + 60);
            if (worth > best) (best, pilot.Victim) = (worth, other);
        }
    }

    private static int InTicks(double seconds) => (int)Math.Round(seconds * TicksASecond);

    private static double Distance(Comet comet, double x, double y)
    {
        var (dx, dy) = (x - comet.Body.X, y - comet.Body.Y);
        return Math.Sqrt(dx * dx + dy * dy);
    }
}
