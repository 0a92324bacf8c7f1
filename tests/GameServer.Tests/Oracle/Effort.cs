namespace GameServer.Reliability;

/// <summary>How much a part of a run does: the least whatever the time, the most if it lasts.</summary>
public readonly record struct Effort(int Least, int Most)
{
    /// <summary>Whether it goes on after so much, and so long.</summary>
    public bool GoesOn(long done, TimeSpan elapsed) => done < Least || (done < Most && elapsed < Figures.MostTime);

    /// <summary>An equal part of it for each of so many.</summary>
    public static Effort operator /(Effort whole, int parts) => new(whole.Least / parts, whole.Most / parts);
}
