namespace GameServer.LoadTool;

/// <summary>What arrived in one run: every delivery counted per receiver and sender, and how late it was.</summary>
internal sealed class Tally
{
    /// <summary>How late (of frames: how long after the one before); microseconds from when the move was due to be sent, not from when a busy client got round to it.</summary>
    public Histogram Lateness { get; } = new();

    /// <summary>Events that arrived as the next of their sender.</summary>
    public long Delivered { get; private set; }

    /// <summary>Numbers that were skipped; what never came at all is added by the crowd, at the end.</summary>
    public long Lost { get; private set; }

    /// <summary>Events that had arrived before.</summary>
    public long Doubled { get; private set; }

    /// <summary>Moves answered.</summary>
    public long Acked { get; set; }

    /// <summary>Moves refused; none is expected.</summary>
    public long Refused { get; set; }

    /// <summary>Only what was due in this span counts for <see cref="Lateness"/>.</summary>
    public (long From, long To) Measured { get; set; } = (long.MaxValue, long.MaxValue);

    /// <summary>One delivery.</summary>
    /// <param name="last">The newest number that this receiver has of this sender.</param>
    /// <param name="number">This one's.</param>
    /// <param name="due">When it was due; <see cref="Loop.Now"/>.</param>
    public void Take(ref long last, long number, long due)
    {
        if (number <= last)
        {
            Doubled++;
            return;
        }
        Lost += number - last - 1;
        last = number;
        Delivered++;
        if (due >= Measured.From && due < Measured.To) Lateness.Add(Loop.Now - due);
    }

    /// <summary>One frame, so many microseconds after the one before.</summary>
    public void TakeFrame(long at, long interval)
    {
        Delivered++;
        if (at >= Measured.From && at < Measured.To) Lateness.Add(interval);
    }

    /// <summary>What a receiver never got.</summary>
    public void Miss(long count) => Lost += count;
}
