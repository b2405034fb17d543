using System.Globalization;
using System.Xml;
using TorchBridge.Oracle.Checking;

namespace TorchBridge.Oracle.Reports;

/// <summary>The report as CI systems read it: a suite for each category of cases, a test for each case.</summary>
internal static class JUnitReport
{
    public static void Write(Report report, TextWriter writer)
    {
        using var xml = XmlWriter.Create(writer, new XmlWriterSettings { Indent = true, NewLineChars = "\n", CheckCharacters = true });
        xml.WriteStartElement("testsuites");
        WriteCounts(xml, "torchbridge-oracle check", report.Outcomes);
        foreach (IGrouping<string, Outcome> suite in report.Outcomes.GroupBy(outcome => outcome.Case.Id.Split('/')[0]))
        {
            xml.WriteStartElement("testsuite");
            WriteCounts(xml, suite.Key, [.. suite]);
            foreach (Outcome outcome in suite)
                WriteCase(xml, suite.Key, outcome);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter xml, string name, IReadOnlyCollection<Outcome> outcomes)
    {
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("tests", $"{outcomes.Count}");
        xml.WriteAttributeString("failures", $"{outcomes.Count(outcome => outcome.IsBad)}");
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("skipped", $"{outcomes.Count(IsSkipped)}");
        xml.WriteAttributeString("time", Seconds(outcomes.Sum(outcome => outcome.Seconds)));
    }

    private static void WriteCase(XmlWriter xml, string suite, Outcome outcome)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", $"{suite}.{outcome.Case.Op}");
        xml.WriteAttributeString("name", outcome.Case.Id);
        xml.WriteAttributeString("time", Seconds(outcome.Seconds));
        if (outcome.IsBad || IsSkipped(outcome))
        {
            xml.WriteStartElement(outcome.IsBad ? "failure" : "skipped");
            xml.WriteAttributeString("message",
                Plain(outcome.IsBad || !outcome.IsExpectedFailure ? outcome.Why : $"failed as expected: {outcome.Why}"));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static bool IsSkipped(Outcome outcome) => !outcome.IsBad && outcome.Status != Status.Passed;

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>An engine may write any text, and XML can't contain all characters.</summary>
    private static string Plain(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '?'));
}
