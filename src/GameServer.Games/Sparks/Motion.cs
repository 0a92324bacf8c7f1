namespace GameServer.Games;

/// <summary>
/// How a comet moves: one step of 1/30 s in doubles, semi-implicit Euler. The browser predicts its own comet with the same arithmetic
/// (src/web/games/sparks/motion.ts); tests/protocol/sparks-motion.json holds both to it.
/// </summary>
internal static class Motion
{
    /// <summary>Seconds a step.</summary>
    public const double Dt = 1.0 / 30;

    /// <summary>The field, from (0, 0).</summary>
    public const double Width = 1600, Height = 1000;

    /// <summary>A comet's radius.</summary>
    public const double Radius = 22;

    /// <summary>Units a second squared at full stick, and the drag that makes 320 the top speed and 0.23 s the time constant.</summary>
    public const double Thrust = 1400, Drag = 4.375;

    /// <summary>What a wall leaves of the speed.</summary>
    public const double WallRestitution = 0.5;

    /// <summary>What a dash adds to the speed, and the ticks until the next one and in which it hits.</summary>
    public const double DashSpeed = 520;

    /// <summary>Ticks from a dash to the next.</summary>
    public const int DashCooldown = 60;

    /// <summary>Ticks after a dash in which touching another comet is a hit: 0.25 s.</summary>
    public const int DashWindow = 8;

    /// <summary>
    /// One step: a dash if one was pressed and is ready, then thrust and drag, then the walls.
    /// </summary>
    /// <param name="body">Changed in place.</param>
    /// <param name="x">The stick, any number: not finite is 0, longer than 1 is cut.</param>
    /// <param name="y">The same.</param>
    /// <param name="dash">Whether a dash was pressed.</param>
    public static void Step(ref Body body, double x, double y, bool dash)
    {
        if (!double.IsFinite(x) || !double.IsFinite(y)) (x, y) = (0, 0);
        var length = Math.Sqrt(x * x + y * y);
        if (length > 1) (x, y) = (x / length, y / length);

        if (body.Cooldown > 0) body.Cooldown--;
        if (body.Dash > 0) body.Dash--;
        if (dash && body.Cooldown == 0)
        {
            var (ux, uy) = Along(body, x, y);
            body.Vx += ux * DashSpeed;
            body.Vy += uy * DashSpeed;
            (body.Cooldown, body.Dash) = (DashCooldown, DashWindow);
        }

        body.Vx += (x * Thrust - Drag * body.Vx) * Dt;
        body.Vy += (y * Thrust - Drag * body.Vy) * Dt;
        body.X += body.Vx * Dt;
        body.Y += body.Vy * Dt;
        Bounce(ref body.X, ref body.Vx, Width);
        Bounce(ref body.Y, ref body.Vy, Height);
    }

    // Where the stick points; without one, where the comet flies; at rest, to the right.
    private static (double X, double Y) Along(in Body body, double x, double y)
    {
        var length = Math.Sqrt(x * x + y * y);
        if (length > 0.01) return (x / length, y / length);
        var speed = Math.Sqrt(body.Vx * body.Vx + body.Vy * body.Vy);
        return speed > 1 ? (body.Vx / speed, body.Vy / speed) : (1, 0);
    }

    private static void Bounce(ref double position, ref double speed, double size)
    {
        if (position < Radius)
        {
            position = Radius;
            if (speed < 0) speed = -speed * WallRestitution;
        }
        else if (position > size - Radius)
        {
            position = size - Radius;
            if (speed > 0) speed = -speed * WallRestitution;
        }
    }
}

/// <summary>A comet in flight.</summary>
internal struct Body
{
    /// <summary>Position, units.</summary>
    public double X, Y;

    /// <summary>Velocity, units a second.</summary>
    public double Vx, Vy;

    /// <summary>Ticks until the next dash is ready, and ticks left in which this one hits.</summary>
    public int Cooldown, Dash;
}
