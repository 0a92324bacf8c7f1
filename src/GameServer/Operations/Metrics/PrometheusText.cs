using System.Globalization;
using System.Text;

namespace GameServer.Operations;

/// <summary>
/// Figures in the text format of Prometheus, version 0.0.4. Names follow OpenTelemetry's rules for it: dots become underscores,
/// the unit becomes a suffix, a counter ends in <c>_total</c>.
/// </summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    // What stands in braces counts things and is no unit.
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds", ["ms"] = "milliseconds", ["By"] = "bytes", ["%"] = "percent",
    };

    /// <summary>All of them, each with its help, its type and its values.</summary>
    public static string Of(IEnumerable<InstrumentSeries> instruments)
    {
        var text = new StringBuilder();
        foreach (var instrument in instruments)
        {
            var series = instrument.All;
            if (series.Count == 0) continue;
            var name = Name(instrument);
            var help = instrument.Instrument.Description is { Length: > 0 } description ? description : instrument.Instrument.Name;
            text.Append("# HELP ").Append(name).Append(' ').Append(Escape(help)).Append('\n');
            text.Append("# TYPE ").Append(name).Append(' ').Append(TypeOf(instrument.Type)).Append('\n');
            foreach (var one in series)
            {
                if (instrument.Type == SeriesKind.Histogram) WriteHistogram(text, name, instrument.Bounds, one);
                else WriteLine(text, name, one.Labels, null, one.Read().Value);
            }
        }
        return text.ToString();
    }

    /// <summary>As Prometheus calls it.</summary>
    public static string Name(InstrumentSeries instrument)
    {
        var name = Plain(instrument.Instrument.Name);
        if (instrument.Instrument.Unit is { } unit && Units.TryGetValue(unit, out var suffix) && !name.EndsWith("_" + suffix, StringComparison.Ordinal)) name += "_" + suffix;
        return instrument.Type == SeriesKind.Counter ? name + "_total" : name;
    }

    private static void WriteHistogram(StringBuilder text, string name, IReadOnlyList<double> bounds, Series series)
    {
        var (sum, count, buckets) = series.Read();
        long below = 0;
        for (var i = 0; i < bounds.Count; i++)
        {
            below += buckets[i];
            WriteLine(text, name + "_bucket", series.Labels, Number(bounds[i]), below);
        }
        WriteLine(text, name + "_bucket", series.Labels, "+Inf", count);
        WriteLine(text, name + "_sum", series.Labels, null, sum);
        WriteLine(text, name + "_count", series.Labels, null, count);
    }

    private static void WriteLine(StringBuilder text, string name, IReadOnlyList<KeyValuePair<string, object?>> labels, string? bound, double value)
    {
        text.Append(name);
        var opening = '{';
        foreach (var (label, of) in labels) WriteLabel(Plain(label), Convert.ToString(of, CultureInfo.InvariantCulture) ?? "");
        if (bound is not null) WriteLabel("le", bound);
        if (opening == ',') text.Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');

        void WriteLabel(string label, string of)
        {
            text.Append(opening).Append(label).Append("=\"").Append(Escape(of).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
            opening = ',';
        }
    }

    private static string TypeOf(SeriesKind kind) => kind switch
    {
        SeriesKind.Counter => "counter",
        SeriesKind.Histogram => "histogram",
        SeriesKind.UpDown or SeriesKind.Gauge => "gauge",
    };

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Plain(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
}
