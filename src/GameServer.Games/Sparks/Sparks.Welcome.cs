using GameServer.Engine;

namespace GameServer.Games;

/// <summary>
/// Who opens a room alone shall know within ten seconds what the game is about: the bot with about eight sparks comes by, drifts past and is easy to rob.
/// </summary>
public sealed partial class Sparks
{
    private const double DriftFrom = 300, DriftBeside = 0.4, DriftStick = 0.4;
    private const int DriftAt = 150, DriftLast = 240, DriftUntil = 390, DriftSparks = 8;

    /// <summary>How many units further away one may be who has one spark more or less than wanted.</summary>
    private const int UnitsASpark = 40;

    private sealed class Drifting(int by, int past)
    {
        public readonly int By = by, Past = past;
        public (double X, double Y)? Course;
    }

    /// <summary>In a room's first round, for the only person in it; again if another bot robs the drifter before.</summary>
    private void Welcome()
    {
        if (_drift is not null || RoundClock is < DriftAt or > DriftLast || StartTick >= RoundTicks) return;
        int[] people = [.. Flyers(Pilot.Player)];
        if (people is not [var person] || _stolen[person] > 0) return;
        var at = _comets[person]!.Body;
        int[] bots = [.. Flyers(Pilot.Bot)
            .Where(seat => _scores[seat] > 0 && _comets[seat]!.Shield == 0)
            .OrderBy(seat => UnitsASpark * Math.Abs(_scores[seat] - DriftSparks) + Distance(_comets[seat]!, at.X, at.Y))];
        if (bots is [var bot, ..]) _drift = new Drifting(bot, person);

        IEnumerable<int> Flyers(Pilot by) => Enumerable.Range(0, Seats).Where(seat => _comets[seat] is not null && PilotOf(seat) == by);
    }

    private (double X, double Y, bool Dash) Drift(Drifting drift, Comet comet)
    {
        if (RoundClock >= DriftUntil || comet.Shield > 0 || _comets[drift.Past] is not { } person)
        {
            _drift = null; // passed, or robbed
            return (0, 0, false);
        }
        if (drift.Course is { } course) return (course.X * DriftStick, course.Y * DriftStick, false);
        var (dx, dy) = (person.Body.X - comet.Body.X, person.Body.Y - comet.Body.Y);
        var far = Math.Sqrt(dx * dx + dy * dy);
        if (far > DriftFrom) return (dx / far, dy / far, false);
        // Towards a point beside the person, and straight on from here.
        var length = far * Math.Sqrt(1 + DriftBeside * DriftBeside);
        drift.Course = far < 1 ? (1, 0) : ((dx - dy * DriftBeside) / length, (dy + dx * DriftBeside) / length);
        return (0, 0, false);
    }
}
