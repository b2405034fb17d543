using OxyPlot;

namespace Examples;

/// <summary>Estimates how large a text is in a browser, whose fonts OxyPlot does not know. It draws nothing.</summary>
internal sealed class TextSizes : RenderContextBase
{
    private const string Narrow = "iljtfrI.,:;'|!()[]/ ", Wide = "mwMW@%";

    public override int ClipCount => 0;

    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight) =>
        text is null ? OxySize.Empty : new OxySize(fontSize * text.Sum(Width), fontSize);

    public override void PushClip(OxyRect clippingRectangle) => throw new NotSupportedException();

    public override void PopClip() => throw new NotSupportedException();

    public override void DrawLine(IList<ScreenPoint> points, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode,
        double[] dashArray, LineJoin lineJoin) => throw new NotSupportedException();

    public override void DrawPolygon(IList<ScreenPoint> points, OxyColor fill, OxyColor stroke, double thickness,
        EdgeRenderingMode edgeRenderingMode, double[] dashArray, LineJoin lineJoin) => throw new NotSupportedException();

    public override void DrawText(ScreenPoint p, string text, OxyColor fill, string fontFamily, double fontSize, double fontWeight,
        double rotation, HorizontalAlignment horizontalAlignment, VerticalAlignment verticalAlignment, OxySize? maxSize) =>
        throw new NotSupportedException();

    private static double Width(char letter) => Narrow.Contains(letter, StringComparison.Ordinal) ? 0.34
        : Wide.Contains(letter, StringComparison.Ordinal) ? 0.9
        : char.IsUpper(letter) ? 0.7 : 0.57;
}
