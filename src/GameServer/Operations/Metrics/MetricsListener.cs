using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace GameServer.Operations;

/// <summary>Keeps the values of this server's instruments and of the platform's, from its start on.</summary>
internal sealed class MetricsListener : IDisposable
{
    /// <summary>The meters that are passed on: ours, Kestrel's, SignalR's, HTTP's, the runtime's.</summary>
    public static readonly IReadOnlyList<string> Meters =
    [
        GameMetrics.MeterName,
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Http.Connections",
        "Microsoft.AspNetCore.Hosting",
        "System.Runtime",
    ];

    private readonly ConcurrentDictionary<Instrument, InstrumentSeries> _instruments = new();
    private readonly Lock _collecting = new();
    private readonly MeterListener _listener = new();

    public MetricsListener(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Another server in the same process has its own meters under the same names; the runtime's are everybody's.
            if (!Meters.Contains(instrument.Meter.Name) || (instrument.Meter.Scope is not null && instrument.Meter.Scope != meters)) return;
            listener.EnableMeasurementEvents(instrument, _instruments.GetOrAdd(instrument, static one => new InstrumentSeries(one)));
        };
        _listener.SetMeasurementEventCallback<double>(static (_, value, labels, series) => ((InstrumentSeries)series!).Record(value, labels));
        _listener.SetMeasurementEventCallback<long>(static (_, value, labels, series) => ((InstrumentSeries)series!).Record(value, labels));
        _listener.SetMeasurementEventCallback<int>(static (_, value, labels, series) => ((InstrumentSeries)series!).Record(value, labels));
        _listener.Start();
    }

    /// <summary>Every instrument that was published, by name, with what it says now.</summary>
    public IReadOnlyList<InstrumentSeries> Collect()
    {
        lock (_collecting)
        {
            foreach (var series in _instruments.Values) series.Reset();
            _listener.RecordObservableInstruments();
            return [.. _instruments.Values.OrderBy(series => series.Instrument.Name, StringComparer.Ordinal)];
        }
    }

    public void Dispose() => _listener.Dispose();
}
