using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Tests.Oracle;

/// <summary>Answers of which both judges must say the same.</summary>
public sealed partial class KitTests
{
    /// <param name="Case">What was asked.</param>
    /// <param name="Text">The answer, as JSON.</param>
    /// <param name="Strict">Whether LibTorch's choice alone is right.</param>
    private sealed record Answer(Case Case, string Text, bool Strict = false);

    /// <summary>Answers that are not made as the protocol says, or say something else than the output.</summary>
    private static readonly string[] s_odd =
    [
        "null", "[]", "1", "\"yes\"", "{}", """{"success":1}""", """{"success":"true"}""", """{"success":true}""", """{"success":false}""",
        """{"success":false,"error":7}""", """{"success":false,"error":"unsupported"}""", """{"success":false,"error":"unsupported: x"}""",
        """{"success":false,"error":"Unsupported: x"}""", """{"success":false,"error":"unknown-operator: x"}""",
        """{"success":false,"error":"unknown-function : x"}""", """{"success":false,"error":"operator-failed: x"}""",
        """{"success":false,"error":"non-scalar-output"}""", """{"success":true,"output":null}""", """{"success":true,"output":[]}""",
        """{"success":true,"output":"text"}""", """{"success":true,"output":7}""", """{"success":true,"output":{}}""",
        """{"success":true,"output":{"error":"non-scalar-output: x"}}""", """{"success":true,"output":{"values":null}}""",
        """{"success":true,"output":{"values":{"out":[1,2]}}}""", """{"success":true,"output":{"dtype":"float64","shape":[],"data":[1]}}""",
    ];

    /// <summary>Changes of the text of a right answer, most of which make it one that cannot be read, or another tensor.</summary>
    private static readonly (string Old, string New)[] s_slips =
    [
        ("\"dtype\":\"float64\"", "\"dtype\":\"float32\""), ("\"dtype\":\"float32\"", "\"dtype\":\"float64\""),
        ("\"dtype\":\"complex128\"", "\"dtype\":\"complex64\""), ("\"dtype\":\"float64\"", "\"dtype\":\"float16\""),
        ("\"dtype\":\"float64\"", "\"dtype\":\"int64\""), ("\"dtype\":\"float64\"", "\"dtype\":\"bool\""),
        ("\"dtype\":\"float64\"", "\"dtype\":7"), ("\"dtype\":\"float64\",", ""), ("\"shape\":[", "\"shape\":[1,"),
        ("\"shape\":[2", "\"shape\":[-2"), ("\"shape\":[2", "\"shape\":[2.5"), ("\"shape\":[", "\"shape\":[\"2\","),
        ("\"data\":[", "\"data\":[0,"), ("\"data\":[", "\"data\":[null,"), ("\"data\":[", "\"device\":\"cpu\",\"data\":["),
        ("\"data\":[-", "\"data\":[1e300,-"), ("\"data\":[", "\"numbers\":["), ("\"data\":[[", "\"data\":[[0,"),
        ("\"Infinity\"", "\"-Infinity\""), ("\"NaN\"", "\"nan\""), ("\"Infinity\"", "1e308"), ("\"-Infinity\"", "\"NaN\""),
        ("\"values\":{", "\"seconds\":0.5,\"values\":{"), ("\"values\":{", "\"note\":\"hello\",\"values\":{"),
        ("\"values\":{", "\"error\":\"bad\",\"values\":{"), ("\"values\":{", "\"values\":{\"more\":null,"),
        ("\"steps\":[", "\"steps\":[{},"), ("null", "{}"), ("{}", "null"), ("{}", "{\"error\":\"graph-freed: x\"}"),
        ("graph-freed", "graph-freed: once more"),
    ];

    /// <summary>Numbers that differ from the expected one by a little less and a little more than the tolerance.</summary>
    private static IEnumerable<Answer> Nudges()
    {
        Case[] some = [.. s_cases.Where((each, i) => i % 7 == 0 || each.Choices.Count > 0)];
        foreach (Case each in some.Where(each => each.Result != "error" && each.Function != "backward"))
            foreach (double factor in new[] { -1.01, -0.99, 0.99, 1.01 })
            {
                double Nudged(double x) => x + factor * (each.Tolerance.Absolute + each.Tolerance.Relative * Math.Abs(x));
                yield return new Answer(each, MutantTests.Answer((Fields)Walk(each.Expect, Nudged)!));
            }

        static object? Walk(object? part, Func<double, double> change)
        {
            if (part is TensorValue tensor)
                return tensor.Type is DType.Bool or DType.Int64 ? tensor : tensor.With([.. tensor.Data.Select(change)]);
            if (part is not Fields fields)
                return part;
            var changed = new Fields();
            foreach ((string name, object? value) in fields)
                changed.Add(name, Walk(value, change));
            return changed;
        }
    }
}
