using System.Diagnostics.Metrics;

namespace GameServer.Operations;

/// <summary>One instrument's values by label set, as they are kept between two scrapes. Recording allocates nothing once a label set is known. Any thread.</summary>
internal sealed class InstrumentSeries(Instrument instrument)
{
    /// <summary>Label sets one instrument may have; what comes beyond is counted under the first, so that a scrape stays bounded.</summary>
    private const int MaxSeries = 500;

    private static readonly IReadOnlyList<double> DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock _gate = new();
    private readonly IReadOnlyList<double> _bounds = Kind(instrument) == SeriesKind.Histogram ? BoundsOf(instrument) : [];
    private volatile Series[] _series = [];

    public Instrument Instrument { get; } = instrument;

    public SeriesKind Type { get; } = Kind(instrument);

    /// <summary>The label sets that have a value.</summary>
    public IReadOnlyList<Series> All => _series;

    /// <summary>Upper bounds of a histogram's buckets, the last one, infinity, not among them.</summary>
    public IReadOnlyList<double> Bounds => _bounds;

    /// <summary>Takes one measurement.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> labels) =>
        Find(labels).Record(value, isSum: Type == SeriesKind.Histogram || !Instrument.IsObservable && Type != SeriesKind.Gauge);

    /// <summary>Forgets what an observable instrument said last time: it says everything anew.</summary>
    public void Reset()
    {
        if (Instrument.IsObservable) _series = [];
    }

    private Series Find(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        foreach (var one in _series)
        {
            if (one.Has(labels)) return one;
        }
        lock (_gate)
        {
            foreach (var one in _series)
            {
                if (one.Has(labels)) return one;
            }
            if (_series.Length == MaxSeries) return _series[0];
            var added = new Series(labels.ToArray(), _bounds);
            _series = [.. _series, added];
            return added;
        }
    }

    private static SeriesKind Kind(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? SeriesKind.Counter
            : type == typeof(Histogram<>) ? SeriesKind.Histogram
            : type == typeof(UpDownCounter<>) || type == typeof(ObservableUpDownCounter<>) ? SeriesKind.UpDown
            : SeriesKind.Gauge;
    }

    private static IReadOnlyList<double> BoundsOf(Instrument instrument) => instrument switch
    {
        Instrument<double> { Advice.HistogramBucketBoundaries: { } bounds } => bounds,
        Instrument<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => DefaultBounds,
    };
}

/// <summary>What a value means.</summary>
internal enum SeriesKind
{
    /// <summary>It only grows.</summary>
    Counter,

    /// <summary>A sum of what was added and taken away.</summary>
    UpDown,

    /// <summary>The newest one counts.</summary>
    Gauge,

    /// <summary>How often which size was met.</summary>
    Histogram,
}

/// <summary>The values of one label set. Any thread.</summary>
internal sealed class Series(KeyValuePair<string, object?>[] labels, IReadOnlyList<double> bounds)
{
    private readonly Lock _gate = new();
    private readonly long[] _buckets = new long[bounds.Count + 1];
    private double _value;
    private long _count;

    public IReadOnlyList<KeyValuePair<string, object?>> Labels => labels;

    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> others)
    {
        if (others.Length != labels.Length) return false;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i].Key != others[i].Key || !Equals(labels[i].Value, others[i].Value)) return false;
        }
        return true;
    }

    public void Record(double value, bool isSum)
    {
        lock (_gate)
        {
            _value = isSum ? _value + value : value;
            _count++;
            var bucket = 0;
            while (bucket < bounds.Count && value > bounds[bucket]) bucket++;
            _buckets[bucket]++;
        }
    }

    /// <summary>The value or the sum of values, how many there were, and how many in each bucket alone.</summary>
    public (double Value, long Count, long[] Buckets) Read()
    {
        lock (_gate) return (_value, _count, [.. _buckets]);
    }
}
