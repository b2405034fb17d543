using System.Globalization;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Truth;

/// <summary>
/// The values of a program of element-by-element operators (and sums of all elements) to some 30 digits, by <see cref="ClosedForms"/>.
/// LibTorch takes no part.
/// </summary>
internal sealed class ClosedFormMap : RealMap
{
    private ClosedFormMap(Request request) : base(request)
    {
    }

    public override double Precision => 1e-26;

    /// <summary>Null where an operator of the program has no closed form here, or a number is complex.</summary>
    public static ClosedFormMap? Of(Request request) =>
        request.Program.Calls.All(HasForm) && request.Tensors.Values.All(tensor => !tensor.Type.IsComplex()) ? new ClosedFormMap(request)
            : null;

    public override RealMap Moved(double[] point) => new ClosedFormMap(RequestAt(point));

    public override DoubleDouble[] At(DoubleDouble[] point)
    {
        var values = new List<Block>();
        int start = 0;
        foreach (string name in Request.Program.Inputs)
        {
            TensorValue tensor = Request.Tensors[name];
            if (!Request.With.Contains(name))
                values.Add(new Block(tensor.Shape, Array.ConvertAll(tensor.Data, number => (DoubleDouble)number)));
            else
                values.Add(new Block(tensor.Shape, point[Offset(name)..(Offset(name) + tensor.Data.Length)]));
        }
        foreach (Call call in Request.Program.Calls)
            values.Add(Evaluate(call, values));
        return [.. Request.Program.Outputs.SelectMany(name => values[Request.Program.Slot(name)].Data)];

        int Offset(string name)
        {
            start = 0;
            foreach (string earlier in Request.With.TakeWhile(each => each != name))
                start += Request.Tensors[earlier].Data.Length;
            return start;
        }
    }

    private static bool HasForm(Call call) => call.Results.Length == 1
        && (IsTotal(call) || call.Form.Name == "det" || ClosedForms.Find(Name(call)) is not null)
        && call.Form.Parameters.Zip(call.Bindings)
            .All(pair => pair.First.Kind == ParameterKind.Choice || pair.Second.Constant is not long[]);

    /// <summary>A sum or a mean of all elements.</summary>
    private static bool IsTotal(Call call) => call.Form.Name is "sum" or "mean" && call.Form.Parameters.Zip(call.Bindings)
        .All(pair => pair.First.TakesTensor || pair.Second.IsAbsent);

    private static string Name(Call call)
    {
        int choice = Array.FindIndex(call.Form.Parameters, parameter => parameter.Kind == ParameterKind.Choice);
        return choice < 0 ? call.Form.Name
            : $"{call.Form.Name}:{call.Bindings[choice].Constant as string ?? call.Form.Parameters[choice].Default!.Trim('"')}";
    }

    private static Block Evaluate(Call call, List<Block> values)
    {
        Block[] arguments = [.. call.Form.Parameters.Select((parameter, p) => (parameter, p))
            .Where(each => each.parameter.Kind != ParameterKind.Choice).Select(each => Argument(call, each.parameter, each.p, values))];
        if (call.Form.Name == "det")
            return Determinants(arguments[0]);
        if (IsTotal(call))
        {
            DoubleDouble total = arguments[0].Data.Aggregate((DoubleDouble)0, (sum, each) => sum + each);
            return new Block([], [call.Form.Name == "sum" ? total : total / arguments[0].Data.Length]);
        }
        Func<DoubleDouble[], DoubleDouble> form = ClosedForms.Find(Name(call))!;
        if (call.Form.Name == "prelu" && arguments[0].Shape.Length > 1 && arguments[1].Shape.Length == 1)
            arguments[1] = arguments[1] with
            {
                Shape = [arguments[1].Shape[0],
                .. Enumerable.Repeat(1L, arguments[0].Shape.Length - 2)]
            };      // a weight for each channel
        long[] shape = arguments.Select(argument => argument.Shape).Aggregate(Broadcast);
        var data = new DoubleDouble[shape.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < data.Length; i++)
            data[i] = form(Array.ConvertAll(arguments, argument => argument.For(i, shape)));
        return new Block(shape, data);
    }

    /// <summary>Of each matrix, by the cofactors of its first row.</summary>
    private static Block Determinants(Block matrices)
    {
        int n = (int)matrices.Shape[^1];
        return new Block(matrices.Shape[..^2], [.. matrices.Data.Chunk(n * n).Select(matrix => Determinant([.. matrix.Chunk(n)]))]);
    }

    private static DoubleDouble Determinant(DoubleDouble[][] rows)
    {
        DoubleDouble sum = 0;
        for (int c = 0; c < rows.Length; c++)
            sum += rows[0][c] * (c % 2 == 0 ? 1 : -1) * (rows.Length == 1 ? 1
                : Determinant([.. rows[1..].Select(row => (DoubleDouble[])[.. row[..c], .. row[(c + 1)..]])]));
        return sum;
    }

    private static Block Argument(Call call, Parameter parameter, int p, List<Block> values)
    {
        if (call.SlotsOf(p) is [int slot])
            return values[slot];
        double number = call.Bindings[p].Constant switch
        {
            double given => given,
            int whole => whole,
            bool truth => truth ? 1 : 0,
            _ when parameter.Default is null or "None" => parameter.Name == "max" ? double.PositiveInfinity : parameter.Name == "min"
                ? double.NegativeInfinity : double.NaN,
            _ => double.Parse(parameter.Default, CultureInfo.InvariantCulture),
        };
        return new Block([], [number]);
    }

    private static long[] Broadcast(long[] a, long[] b)
    {
        var shape = new long[Math.Max(a.Length, b.Length)];
        for (int d = 1; d <= shape.Length; d++)
            shape[^d] = d > a.Length ? b[^d] : d > b.Length || b[^d] == 1 ? a[^d] : b[^d];
        return shape;
    }

    /// <summary>A tensor of numbers of double precision.</summary>
    private sealed record Block(long[] Shape, DoubleDouble[] Data)
    {
        /// <summary>The element that is broadcast to a place of a larger shape.</summary>
        public DoubleDouble For(long place, long[] shape)
        {
            long index = 0, stride = 1;
            for (int d = 1; d <= shape.Length; d++)
            {
                (place, long at) = Math.DivRem(place, shape[^d]);
                if (d > Shape.Length)
                    continue;
                index += Shape[^d] == 1 ? 0 : at * stride;
                stride *= Shape[^d];
            }
            return Data[index];
        }
    }
}
