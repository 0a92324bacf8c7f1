using GameServer.Engine;

namespace GameServer.Games;

/// <summary>The rules of flight: collisions, hits, sparks, the star, the crown.</summary>
public sealed partial class Sparks
{
    private const int FieldSparks = 60, RefillEvery = 6, SparkMargin = 40, DropMargin = 20;
    private const int StarEvery = 450, StarNotice = 60, StarValue = 5;
    private const double BodyRestitution = 0.8, KnockBack = 480, Pickup = 36;
    private const int HitShield = 30;

    private void Fly()
    {
        for (var seat = 0; seat < Seats; seat++)
        {
            if (_comets[seat] is not { } comet) continue;
            if (comet.Shield > 0) comet.Shield--;
            var (x, y, dash) = PilotOf(seat) == Pilot.Player ? Stickof(seat, comet) : Steer(seat, comet);
            Motion.Step(ref comet.Body, x, y, dash);
        }
    }

    private (double X, double Y, bool Dash) Stickof(int seat, Comet comet)
    {
        var n = InputNumber(seat);
        var stick = Input<Stick>(seat);
        // Presses are counted from the first input this comet sees: the page may have counted before, or begun again.
        var dash = comet.LastInput > 0 && stick.Dashes > comet.Presses;
        comet.Presses = stick.Dashes;
        if (n != comet.LastInput) (comet.LastInput, comet.SinceInput) = (n, 0);
        else comet.SinceInput++;
        return comet.SinceInput > SilentTicks ? (0, 0, false) : (stick.X, stick.Y, dash);
    }

    private void Collide()
    {
        for (var a = 0; a < Seats; a++)
        {
            for (var b = a + 1; b < Seats; b++)
            {
                if (_comets[a] is { } one && _comets[b] is { } other) Touch(a, one, b, other);
            }
        }
    }

    private void Touch(int a, Comet one, int b, Comet other)
    {
        var (dx, dy) = (other.Body.X - one.Body.X, other.Body.Y - one.Body.Y);
        var distance = Math.Sqrt(dx * dx + dy * dy);
        if (distance >= 2 * Motion.Radius) return;
        var (nx, ny) = distance > 1e-9 ? (dx / distance, dy / distance) : (1, 0);
        var overlap = (2 * Motion.Radius - distance) / 2;
        Move(one, -nx * overlap, -ny * overlap);
        Move(other, nx * overlap, ny * overlap);

        var closing = (one.Body.Vx - other.Body.Vx) * nx + (one.Body.Vy - other.Body.Vy) * ny;
        if (closing > 0)
        {
            var impulse = closing * (1 + BodyRestitution) / 2; // equal masses
            Push(one, -nx * impulse, -ny * impulse);
            Push(other, nx * impulse, ny * impulse);
        }
        var (oneDashes, otherDashes) = (one.Body.Dash > 0, other.Body.Dash > 0);
        if (oneDashes && !otherDashes && other.Shield == 0) Hit(a, b, other, nx, ny);
        else if (otherDashes && !oneDashes && one.Shield == 0) Hit(b, a, one, -nx, -ny);
    }

    private static void Move(Comet comet, double x, double y)
    {
        comet.Body.X = Math.Clamp(comet.Body.X + x, Motion.Radius, Motion.Width - Motion.Radius);
        comet.Body.Y = Math.Clamp(comet.Body.Y + y, Motion.Radius, Motion.Height - Motion.Radius);
    }

    private static void Push(Comet comet, double x, double y) => (comet.Body.Vx, comet.Body.Vy) = (comet.Body.Vx + x, comet.Body.Vy + y);

    private void Hit(int by, int victim, Comet hit, double nx, double ny)
    {
        var drop = Math.Min(_scores[victim], Math.Clamp((int)Math.Ceiling(0.3 * _scores[victim]), 1, 12));
        hit.Shield = HitShield;
        Push(hit, nx * KnockBack, ny * KnockBack);
        SetScore(victim, _scores[victim] - drop);
        _stolen[by] += drop;
        var fact = new List<object> { by, victim, drop };
        for (var i = 0; i < drop; i++)
        {
            var (angle, far) = (Math.Tau * (i + _pilotRolls!.Roll(0, 1)) / drop, _pilotRolls.Roll(60, 140));
            var x = (int)Math.Clamp(hit.Body.X + far * Math.Cos(angle), DropMargin, Motion.Width - DropMargin);
            var y = (int)Math.Clamp(hit.Body.Y + far * Math.Sin(angle), DropMargin, Motion.Height - DropMargin);
            fact.AddRange([_nextId, x, y]);
            _field.Add([_nextId++, x, y, 1]);
        }
        Tell("hit", [.. fact]);
        PassCrown();
    }

    // The nearest comet takes a spark; of two as near, the lower seat.
    private void Collect()
    {
        for (var i = _field.Count - 1; i >= 0; i--)
        {
            var (taker, nearest) = (-1, Pickup * Pickup);
            for (var seat = 0; seat < Seats; seat++)
            {
                if (_comets[seat] is not { } comet) continue;
                var (dx, dy) = (_field[i][1] - comet.Body.X, _field[i][2] - comet.Body.Y);
                if (dx * dx + dy * dy is var d && d < nearest) (taker, nearest) = (seat, d);
            }
            if (taker < 0) continue;
            SetScore(taker, _scores[taker] + _field[i][3]);
            Tell("pick", taker, _field[i][0], _scores[taker]);
            _field.RemoveAt(i);
            PassCrown();
        }
    }

    private void Grow()
    {
        for (var missing = RoundClock % RefillEvery == 0 ? FieldSparks - _field.Count : 0; missing > 0; missing--) SpawnSpark();
        var sinceStar = RoundClock % StarEvery;
        if (sinceStar == StarEvery - StarNotice && RoundClock + StarNotice < RoundTicks)
        {
            _starSoon = true;
            Tell("starSoon");
        }
        else if (sinceStar == 0 && RoundClock > 0 && RoundClock < RoundTicks)
        {
            _starSoon = false;
            var side = Math.Sqrt(0.3);
            Spawn(Inside(Motion.Width, side), Inside(Motion.Height, side), StarValue);
        }

        int Inside(double size, double part) => (int)(size * (0.5 + part * (_pilotRolls!.Roll(0, 1) - 0.5)));
    }

    private void SpawnSpark() => Spawn(
        SparkMargin + _pilotRolls!.Roll((int)Motion.Width - 2 * SparkMargin),
        SparkMargin + _pilotRolls.Roll((int)Motion.Height - 2 * SparkMargin),
        RoundClock >= RoundTicks * 5 / 6 ? 2 : 1); // in the last sixth: of 90 s the last 15

    private void Spawn(int x, int y, int value)
    {
        _field.Add([_nextId, x, y, value]);
        Tell("spawn", _nextId++, x, y, value);
    }

    private void SetScore(int seat, int score) => (_scores[seat], _reachedAt[seat]) = (score, RoundClock);

    // It changes hands only when somebody is clearly ahead, or it would flicker.
    private void PassCrown()
    {
        var leader = -1;
        for (var seat = 0; seat < Seats; seat++)
        {
            if (_comets[seat] is not null && (leader < 0 || _scores[seat] > _scores[leader])) leader = seat;
        }
        var worn = _crown is { } head && _comets[head] is not null ? _scores[head] : 0;
        if (leader < 0 || leader == _crown || _scores[leader] < worn + 3) return;
        _crown = leader;
        Tell("crown", leader);
    }

    private void CountAwards()
    {
        if (_crown is { } head) _crownTicks[head]++;
        if (RoundClock % TicksASecond != 0) return;
        var top = _scores.Max();
        for (var seat = 0; seat < Seats; seat++)
        {
            if (_comets[seat] is not null) _deepest[seat] = Math.Max(_deepest[seat], top - _scores[seat]);
        }
    }

    private const int TicksASecond = 30;
}
